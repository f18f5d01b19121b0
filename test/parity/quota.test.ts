import { fastnext } from '../../charts';
import type { Json } from '../../constructs/values/expr';
import { HELM_VERSIONS, type HelmVersion } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { writeYaml } from '../helm/yaml';
import { agree } from './agreement';
import { refusalOfHelm, refusalOfSynth } from './refusals';
import { helmObjects, RELEASE, subjectOf, synthProblems } from './subject';

const fast = subjectOf(fastnext);

const valuesFile = (values: Json): string => scratchFile(writeYaml(values));

async function refused(version: HelmVersion, values: Json, code: string): Promise<void> {
  const installation = { release: RELEASE, files: [valuesFile(values)] };
  const problems = synthProblems(fast, installation);
  expect(problems.map((each) => each.code)).toContain(code);
  const made = await helmObjects(fast, version, installation);
  if (!('refused' in made)) throw new Error('Helm accepts it');
  expect(refusalOfHelm(made.refused.text)).toEqual(refusalOfSynth(problems));
}

// Values that are made at random seldom switch it on, and more seldom name a number that it is refused for.
describe.each(HELM_VERSIONS)('%s makes the quota that synth makes, or refuses it in the same words:', (version) => {
  test.each<[string, Json]>([
    ['computed', {}],
    ['given', { hard: { pods: '90', 'limits.cpu': '200' }, others: { 'count/secrets': '20' } }],
  ])('%s', (_, quota) =>
    agree(fast, version, { files: [valuesFile({ quota: { enabled: true, ...(quota as object) } })] }),
  );
  test.each<[string, Json, string]>([
    ['below the least', { hard: { pods: '15', 'requests.storage': '1Gi' } }, 'SCALE-QUOTA-001'],
    ['below the most', { hard: { pods: '40', 'limits.memory': '40Gi' } }, 'SCALE-QUOTA-002'],
    ['with a maximum of containers', { containers: { max: { memory: '1Gi' } } }, 'SCALE-QUOTA-005'],
  ])('%s', (_, quota, code) => refused(version, { quota: { enabled: true, ...(quota as object) } }, code));
  test('with a component that has no limit', () =>
    refused(
      version,
      { quota: { enabled: true }, pooler: { resources: { limits: { cpu: null } } } },
      'SCALE-QUOTA-004',
    ));
  test.each(Object.keys(fastnext.presets))('of the preset %s', (preset) => {
    const files = [fastnext.presets[preset]?.values, { quota: { enabled: true } }];
    return agree(fast, version, { files: files.map((each) => scratchFile(writeYaml(each as Json))) });
  });
});
