import fc from 'fast-check';
import { fastnext } from '../../charts';
import { HELM_VERSIONS, type HelmVersion } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { writeYaml } from '../helm/yaml';
import { overrides, type Tree } from './arbitrary';
import {
  CACHE_BREAKAGES,
  DATABASE_BREAKAGES,
  EDGE_BREAKAGES,
  hidesOthers,
  put,
  RULE_BREAKAGES,
  shapeBreakages,
  type Breakage,
} from './breakages';
import { refusalOfHelm, refusalOfSynth } from './refusals';
import { repair } from './repair';
import { holds } from './runs';
import { helmObjects, RELEASE, subjectOf, synthProblems } from './subject';

// Each asks a real Helm, on a machine that may be busy with others.
jest.setTimeout(60_000);

const fast = subjectOf(fastnext);

/** Both refuse, with the same codes, and broken rules with the same words. @returns the codes */
async function sameRefusal(version: HelmVersion, values: Tree): Promise<readonly string[]> {
  const installation = { release: RELEASE, files: [scratchFile(writeYaml(values))] };
  const synth = refusalOfSynth(synthProblems(fast, installation));
  const helm = await helmObjects(fast, version, installation);
  const text = 'refused' in helm ? helm.refused.text : '';
  const theirs = refusalOfHelm(text);
  if (synth.codes.length === 0) throw new Error(`synth accepts; Helm says: ${text}`);
  if (JSON.stringify(synth) !== JSON.stringify(theirs)) {
    throw new Error([`synth: ${JSON.stringify(synth)}`, `helm:  ${JSON.stringify(theirs)}`, text].join('\n'));
  }
  return synth.codes;
}

/** One of each sort, by place only where the place has a form of its own; every sort at every field when generated. */
const PLACES = [
  'extraEnv',
  'imagePullSecrets',
  'affinity',
  'config',
  'podLabels',
  'priorityClassName',
  'global',
  'spread',
];
const all = [...shapeBreakages(fastnext.schema)];
const nameOf = ({ what, path }: Breakage): string =>
  [what, ...PLACES.filter((place) => path.includes(place)).map((place) => `(${place})`)].join(' ');
const oneOfEach: readonly [string, Breakage][] = [...new Map(all.map((one) => [nameOf(one), one])).entries()];

describe.each(HELM_VERSIONS)('%s refuses what synth refuses, with the same code:', (version) => {
  test.concurrent.each(oneOfEach)('%s', async (_, { path, value }) => {
    await sameRefusal(version, put({}, path, value));
  });

  test.concurrent.each(Object.entries(RULE_BREAKAGES))('%s, in the same words', async (code, values) => {
    expect(await sameRefusal(version, { backend: values })).toEqual([code]);
  });

  test.concurrent.each(Object.entries({ ...DATABASE_BREAKAGES, ...CACHE_BREAKAGES, ...EDGE_BREAKAGES }))(
    '%s, in the same words',
    async (name, values) => {
      expect(await sameRefusal(version, values)).toEqual([name.split(':')[0]]);
    },
  );

  test('every broken rule of every service at once', async () => {
    const broken = {
      autoscaling: { min: 30, max: 29, cpuUtilization: 0 },
      probes: { startup: { timeoutSeconds: 60 } },
    };
    const codes = await sameRefusal(version, { backend: broken, frontend: broken });
    expect(codes).toEqual(['SCALE-WORKLOAD-001', 'SCALE-WORKLOAD-005', 'SCALE-WORKLOAD-007']);
  });
});

test.each(HELM_VERSIONS)(
  'anything that is made wrong in one or two places is refused with the same codes by %s',
  (version) =>
    holds(
      {
        arbitrary: fc.record({
          values: overrides(fastnext.schema).map((values) => repair(fast.stack, values)),
          breakages: fc.uniqueArray(fc.constantFrom(...all.filter((one) => !hidesOthers(one))), {
            minLength: 1,
            maxLength: 2,
          }),
        }),
        tell: (broken) => `${broken.breakages.map(({ what }) => what).join(' and ')} in\n${writeYaml(made(broken))}`,
        check: async (broken) => {
          await sameRefusal(version, made(broken));
        },
      },
      { helm3: 30, helm4: 60 }[version],
    ),
  120_000,
);

const made = ({ values, breakages }: { readonly values: Tree; readonly breakages: readonly Breakage[] }): Tree =>
  breakages.reduce((tree, { path, value }) => put(tree, path, value), values);
