import { parse } from 'yaml';
import { fastnext } from '../../charts';
import { runValues } from '../../cli/values';
import { loadValues } from '../../constructs/values/input/load';
import { call } from './run';

test('it prints all values, commented, which read back as the defaults', () => {
  const { code, out, err } = call(() => runValues({}));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^# All values of fastnext\.\n/);
  expect(out).toContain('# Most replicas. (FastNext)');
  expect(parse(out, { version: '1.1' })).toEqual(fastnext.schema.parse({}));
});

test('what it prints is a values file that changes nothing', () => {
  const { out } = call(() => runValues({}));
  expect(parse(out, { version: '1.1' })).toEqual(loadValues(fastnext, {}).values);
});

test('with a preset it prints that one', () => {
  const { out } = call(() => runValues({ preset: 'large' }));
  expect(out).toMatch(/^# All values of fastnext with the preset large\.\n/);
  expect(parse(out, { version: '1.1' })).toMatchObject({ backend: { autoscaling: { min: 9, max: 60 } } });
});

test('an unknown preset is refused, with those that exist', () => {
  const { code, out, err } = call(() => runValues({ preset: 'lareg' }));
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/the presets are small, reference, large\.\n {2}Did you mean 'large'\?/);
});
