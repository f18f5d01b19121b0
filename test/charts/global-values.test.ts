import { z } from 'zod';
import { globalValues } from '../../charts';
import { loadValues } from '../../constructs/values/input/load';
import { codesOf } from '../constructs/support';

const target = { schema: z.strictObject(globalValues()), presets: {} };
const load = (text: string) => loadValues(target, { sets: [text] });

test('nothing is overridden by default', () => {
  expect(loadValues(target, {}).values).toEqual({
    nameOverride: '',
    fullnameOverride: '',
    global: { imageRegistry: '', imagePullSecrets: [] },
  });
});

test.each(['registry.example.com', 'localhost:5000', 'ghcr.io/org/mirror', ''])('%j is a registry', (registry) => {
  expect(load(`global.imageRegistry=${registry}`).values).toMatchObject({ global: { imageRegistry: registry } });
});

test.each(['https://ghcr.io', 'ghcr.io/', 'GHCR.io', 'a b'])('%j is none', (registry) => {
  expect(codesOf(() => load(`global.imageRegistry=${registry}`))).toEqual(['SCALE-VALUES-004']);
});

test('`global` is open, since a parent chart shares it; nothing else is', () => {
  expect(load('global.storageClass=fast').values).toMatchObject({
    global: { storageClass: 'fast', imageRegistry: '' },
  });
  expect(codesOf(() => load('globals.x=1'))).toEqual(['SCALE-VALUES-001']);
});

test('a pull secret is a map with a name, and nothing else', () => {
  expect(load('global.imagePullSecrets[0].name=key').values).toMatchObject({
    global: { imagePullSecrets: [{ name: 'key' }] },
  });
  expect(codesOf(() => load('global.imagePullSecrets={key}'))).toEqual(['SCALE-VALUES-002']);
});
