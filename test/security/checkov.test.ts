import { checkov, readReport, reasonForNoCheckov, type Finding } from '../../tools/checkov';
import { scratchFolder } from '../helm/scratch';
import { idle, unrefuted } from './findings';
import { REFUTED } from './refuted';
import { rendered } from './rendered';

// The first time, it is installed.
jest.setTimeout(600_000);

const missing = reasonForNoCheckov();
const inCi = process.env['CI'] === 'true';
if (missing !== undefined) process.stderr.write(`SKIPPED, there is no checkov to test with: ${missing}\n`);

/** Shares the network of its node, and may do anything there. */
const BAD = {
  path: 'bad.yaml',
  content: JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bad.pod', namespace: 'shops', labels: { app: 'a.b' } } },
    spec: { hostNetwork: true, containers: [{ name: 'a', image: 'b', securityContext: { privileged: true } }] },
  }),
};

// In CI it runs, and fails with the reason.
(missing === undefined || inCi ? describe : describe.skip)('checkov', () => {
  beforeAll(() => {
    if (missing !== undefined) throw new Error(`there is no checkov to test with: ${missing}`);
  });

  describe('looks at all manifests, and', () => {
    const known = REFUTED;
    let passed: number;
    let ours: readonly Finding[];
    let ofBad: readonly Finding[];
    beforeAll(async () => {
      // In one run, as most of its time is its start.
      const report = checkov(scratchFolder([...(await rendered()), BAD]));
      passed = report.unreadable === 0 ? report.passed : 0;
      ours = report.findings.filter(({ file }) => file !== BAD.path);
      ofBad = report.findings.filter(({ file }) => file === BAD.path);
    });

    test('could read each of them', () => {
      // Five installations of more than 80 objects, of which a workload alone passes some 70 checks.
      expect(passed).toBeGreaterThan(4000);
    });
    test('finds nothing that is not refuted', () => {
      expect(unrefuted(ours, known)).toEqual([]);
    });
    test('still finds all that is refuted', () => {
      expect(idle(ours, known)).toEqual([]);
    });
    test('finds what is dangerous in a pod, and names it', () => {
      const found = ofBad.map(({ rule, object }) => `${object}: ${rule}`);
      expect(found).toEqual(expect.arrayContaining(['Pod/bad.pod: CKV_K8S_16', 'Pod/bad.pod: CKV_K8S_19']));
    });
  });
});

test('that there was nothing to look at is no clean report', () => {
  expect(() => readReport('{"passed": 0, "failed": 0}', 'no such folder')).toThrow(
    /nothing to look at.*no such folder/,
  );
  expect(() => readReport('')).toThrow(/nothing to look at/);
});
