import { fastnext } from '../../charts';
import { runExplain } from '../../cli/explain';
import { fieldOf, leaves } from '../../constructs/values/schema';
import { call } from './run';

const explain = (path?: string) => call(() => runExplain(path));

test('without a path it lists the groups', () => {
  const { code, out } = explain();
  expect(code).toBe(0);
  for (const key of Object.keys(fieldOf(fastnext.schema).shape ?? {}))
    expect(out).toMatch(new RegExp(`^ {2}${key}\\b`, 'm'));
});

test('a group is listed with the defaults of its keys', () => {
  const { out } = explain('backend.autoscaling');
  expect(out).toMatch(/^backend\.autoscaling {2}Horizontal autoscaling\./);
  expect(out).toMatch(/^ {2}max +20 +Most replicas\.$/m);
  expect(out).toMatch(/^ {2}scaleUp\. +How fast replicas are added/m);
  expect(out).toContain('scaleout explain backend.autoscaling.…');
});

test('a leaf is explained: type, limits, default, source, presets, use', () => {
  const { out } = explain('backend.autoscaling.max');
  expect(out).toMatch(/^backend\.autoscaling\.max {2}Most replicas\.$/m);
  expect(out).toMatch(/type +integer, from 1 to 1000/);
  expect(out).toMatch(/default +20/);
  expect(out).toMatch(/source +FastNext/);
  expect(out).toMatch(/in small +3/);
  expect(out).toMatch(/in large +60/);
  expect(out).toMatch(/use +--set backend\.autoscaling\.max=…/);
});

test.each<[string, RegExp]>([
  ['backend.image.pullPolicy', /type +one of IfNotPresent, Always, Never/],
  ['backend.security.tmpSize', /type +text, of the form \^/],
  ['backend.disruption.enabled', /type +boolean$/m],
  ['backend.tolerations', /type +list$/m],
])('the type of %s is in words', (path, type) => {
  expect(explain(path).out).toMatch(type);
});

test('every leaf can be explained', () => {
  for (const { path } of leaves(fastnext.schema)) expect(explain(path.join('.')).code).toBe(0);
});

test.each<[string, RegExp]>([
  [
    'backend.autoscaling.mx',
    /'backend\.autoscaling' has no key 'mx'\.\n {2}Did you mean 'backend\.autoscaling\.max'\?/,
  ],
  ['bakend.port', /there is no key 'bakend'\.\n {2}Did you mean 'backend\.port'\?/],
  ['bakend', /there is no key 'bakend'\.\n {2}Did you mean 'backend'\?/],
  ['backend.port.x', /'backend\.port' has no key 'x'/],
  ['backend.', /'backend' has no key ''/],
  ['banana', /there is no key 'banana'\.\n {2}Run `scaleout explain` without a path/],
  ['constructor', /there is no key 'constructor'/],
])('%s is refused with what was meant', (path, message) => {
  const { code, out, err } = explain(path);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('SCALE-VALUES-013');
  expect(err).toMatch(message);
});
