import fc from 'fast-check';
import { fastnext } from '../../charts';
import { FULLNAME_LENGTH, namesOf } from '../../charts/naming';
import { evaluate } from '../../constructs/values/evaluate';
import { refs } from '../../constructs/values/refs';
import { RELEASE } from '../constructs/support';

const context = namesOf('fastnext', refs(fastnext.schema));
const at = (template: unknown, name: string, overrides: object = {}) =>
  evaluate(template, {
    values: { nameOverride: '', fullnameOverride: '', ...overrides },
    release: { ...RELEASE, name },
  });
const fullname = (release: string, overrides?: object) => at(context.fullname, release, overrides);

test.each<[string, string, object, string]>([
  ['after release and chart', 'shop', {}, 'shop-fastnext'],
  ['once, when the release is called like the chart', 'fastnext', {}, 'fastnext'],
  ['once, when the name of the release holds it', 'my-fastnext-1', {}, 'my-fastnext-1'],
  ['by the name in place of the chart', 'shop', { nameOverride: 'web' }, 'shop-web'],
  ['as it is said', 'shop', { fullnameOverride: 'mine' }, 'mine'],
  ['as it is said, whatever the name', 'shop', { fullnameOverride: 'mine', nameOverride: 'web' }, 'mine'],
  ['cut, without a dash at its end', 'a'.repeat(39) + '-b', {}, 'a'.repeat(39)],
])('objects are called %s', (_, release, overrides, expected) => {
  expect(fullname(release, overrides)).toBe(expected);
});

test('a name leaves room for the longest component, whatever the release', () => {
  const releases = fc.stringMatching(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/);
  fc.assert(
    fc.property(releases, (release) => {
      const name = fullname(release) as string;
      expect(name).toMatch(/^[a-z]([a-z0-9-]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(FULLNAME_LENGTH);
      expect(`${name}-frontend-headless`.length).toBeLessThanOrEqual(63);
    }),
  );
});

test('what selects pods tells releases apart, and survives a new version', () => {
  const selector = (release: string) => at(context.selectorLabels, release);
  expect(selector('one')).not.toEqual(selector('two'));
  expect(Object.keys(selector('one') as object)).toEqual(['app.kubernetes.io/name', 'app.kubernetes.io/instance']);
});

test('labels say version and who manages, and hold what selects', () => {
  expect(at(context.labels, 'shop')).toEqual({
    'app.kubernetes.io/name': 'fastnext',
    'app.kubernetes.io/instance': 'shop',
    'app.kubernetes.io/part-of': 'fastnext',
    'app.kubernetes.io/version': '1.2.3',
    'app.kubernetes.io/managed-by': 'Helm',
  });
});
