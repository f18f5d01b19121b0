import { bool, group, int } from '../../../constructs/values/fields';
import { checkReferences, readPaths } from '../../../packaging/helm/coverage';
import { problemsOf } from '../../constructs/support';

const schema = group('All.', {
  port: int(80, [1, 99], 'Port.'),
  scaling: group('Scaling.', { min: int(1, [1, 9], 'Least.'), max: int(2, [1, 9], 'Most.') }),
  limits: group('Limits.', { 'ephemeral-storage': int(1, [1, 9], 'Disk.'), on: bool(true, 'On.') }),
});
const template = (content: string) => [{ path: 'templates/x.yaml', content }];
const check = (content: string) => {
  checkReferences(schema, template(content));
};
const ALL = '{{ .Values.port }} {{ .Values.scaling.min }} {{ .Values.scaling.max }} {{ toYaml .Values.limits }}';

test('a chart that reads just what is declared is fine', () => {
  expect(() => {
    check(ALL);
  }).not.toThrow();
});
test('a value that nothing reads is refused by its path', () => {
  expect(
    problemsOf(() => {
      check(ALL.replace('.Values.port', '1'));
    }),
  ).toEqual([{ code: 'SCALE-VALUES-020', path: 'port', message: 'no template reads it' }]);
});
test('a key that is not declared is refused with the template that reads it', () => {
  expect(
    problemsOf(() => {
      check(`${ALL} {{ .Values.scaling.mni }}`);
    }),
  ).toEqual([
    { code: 'SCALE-VALUES-021', path: 'scaling.mni', at: 'templates/x.yaml', message: 'the schema has no such key' },
  ]);
});
test('everything that is wrong is said at once', () => {
  const codes = problemsOf(() => {
    check('{{ .Values.a }} {{ .Values.b }}');
  }).map(({ code, path }) => `${code} ${path ?? ''}`);
  expect(codes).toEqual([
    'SCALE-VALUES-020 port',
    'SCALE-VALUES-020 scaling.min',
    'SCALE-VALUES-020 scaling.max',
    'SCALE-VALUES-020 limits.ephemeral-storage',
    'SCALE-VALUES-020 limits.on',
    'SCALE-VALUES-021 a',
    'SCALE-VALUES-021 b',
  ]);
});

test.each<[string, string, string[]]>([
  ['from the root', '{{ $.Values.port }}', ['port']],
  ['as an argument', '{{ gt (int64 .Values.scaling.min) 1 }}', ['scaling.min']],
  ['by index', '{{ index .Values.limits "ephemeral-storage" }}', ['limits.ephemeral-storage']],
  ['by index from the root', '{{ index $.Values.limits "ephemeral-storage" }}', ['limits.ephemeral-storage']],
  ['not in what looks like it', '{{ .ValuesX.a }} Values.b', []],
])('a value may be read %s', (_, content, paths) => {
  expect([...readPaths(template(content)).keys()]).toEqual(paths);
});

test('one key by index does not hide that its whole group is read', () => {
  const paths = readPaths(template('{{ toYaml .Values.limits }} {{ index .Values.limits "ephemeral-storage" }}'));
  expect([...paths.keys()].sort()).toEqual(['limits', 'limits.ephemeral-storage']);
});
