import { fastnext } from '../../charts';
import type { Json } from '../../constructs/values/expr';
import { HELM_VERSIONS } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { writeYaml } from '../helm/yaml';
import { agree } from './agreement';
import { NASTY_TEXTS } from './nasty';
import { subjectOf } from './subject';

// Each asks a real Helm, on a machine that may be busy with others.
jest.setTimeout(60_000);

const fast = subjectOf(fastnext);

/** Every place of any tier where text of one's own goes, all with the same text; one takes a single line. */
const everywhere = (text: string): Record<string, Json> => ({
  ...(/\p{Cc}/u.test(text) || text.length > 1024 ? {} : { priorityClassName: text }),
  podAnnotations: { 'example.com/note': text },
  podLabels: { 'example.com/note': text },
  nodeSelector: { 'example.com/pool': text },
  service: { annotations: { 'example.com/note': text } },
  serviceAccount: { annotations: { 'example.com/role': text } },
  tolerations: [{ key: text, operator: 'Exists' }],
  affinity: { nodeAffinity: { [text.slice(0, 100)]: [text, { [text.slice(0, 100)]: text }] } },
});
/** Those of a web service. */
const everywhereInAService = (text: string): Record<string, Json> => ({
  ...everywhere(text),
  config: { SETTING: text },
  extraEnv: [{ name: 'EXTRA', value: text }],
  extraEnvFrom: [{ secretRef: { name: text } }],
  extraVolumes: [{ name: 'v', configMap: { name: text } }],
  extraVolumeMounts: [{ name: 'v', mountPath: text }],
});
/** Those of the edge: its files, and annotations of what is in front of it. */
const everywhereAtTheEdge = (text: string): Record<string, Json> => ({
  ...everywhere(text),
  files: { 'own.txt': text, 'security.txt': text, 'problem.html': text },
  entry: { kind: 'ingress', annotations: { 'example.com/note': text } },
  tls: { at: 'front' },
  realIp: { from: ['10.0.0.0/8'] },
});

/** Trees, as opposed to texts, in the places that take any. */
const TREES: Readonly<Record<string, Json>> = {
  'a million': 1_000_000,
  'a negative number': -1,
  'a number beyond 32 bits': 4_294_967_296,
  'a fraction': 0.1,
  'a boolean': true,
  false: false,
  zero: 0,
  'an empty map': {},
  'an empty list': [],
  'a list of empty things': ['', {}, [], 0, false],
  'maps in lists in maps': { a: [{ b: [{ c: [] }] }] },
  'keys that look like numbers': { '1': 'x', '0x1F': 'y', '1.0': 'z', '2': 'w' },
  'keys that look like booleans': { yes: 'x', off: 'y', true: 'z', n: 'w' },
  'a key with a quote and a template action': { 'say "{{ x }}"': 1 },
};

const EMPTY = {
  config: {},
  podAnnotations: {},
  podLabels: {},
  nodeSelector: {},
  service: { annotations: {} },
  serviceAccount: { annotations: {} },
  extraEnv: [],
  extraEnvFrom: [],
  extraVolumes: [],
  extraVolumeMounts: [],
  tolerations: [],
  affinity: {},
  priorityClassName: '',
};

const EMPTY_EDGE = {
  hosts: [],
  redirects: {},
  files: {},
  podAnnotations: {},
  entry: { annotations: {}, sourceRanges: [] },
  realIp: { from: [] },
  headers: { security: {} },
  routes: { api: { headers: {}, cors: { origins: [] } } },
};

const all = (values: Record<string, Json>, edge: Record<string, Json>): string[] => [
  scratchFile(writeYaml({ backend: values, frontend: values, edge })),
];
const both = (values: Record<string, Json>): string[] => all(values, {});

describe.each(HELM_VERSIONS)('%s and synth agree on', (version) => {
  test.concurrent.each(Object.entries(NASTY_TEXTS))('%s', (_, text) =>
    agree(fast, version, { files: all(everywhereInAService(text), everywhereAtTheEdge(text)) }),
  );

  test.concurrent.each(Object.entries(TREES))('%s in affinity and tolerations', (_, tree) =>
    agree(fast, version, {
      files: both({ affinity: { x: tree, y: [tree] }, tolerations: [{ tolerationSeconds: tree }, { y: [tree] }] }),
    }),
  );

  test('free values that are all given as empty', () => agree(fast, version, { files: all(EMPTY, EMPTY_EDGE) }));

  test('keys that every JavaScript object has by itself', () => {
    const own = { constructor: 'a', toString: 'b', hasOwnProperty: 'c' };
    return agree(fast, version, {
      files: both({ config: own, podAnnotations: own, affinity: own, tolerations: [own] }),
    });
  });

  test('a default that null takes away', () =>
    agree(fast, version, { files: both({ resources: { limits: { cpu: null, memory: null } } }) }));

  test('all defaults of a map that null takes away', () =>
    agree(fast, version, {
      files: both({ resources: { limits: { cpu: null, memory: null, 'ephemeral-storage': null } } }),
    }));

  test('a user id of a million and more', () =>
    agree(fast, version, { files: both({ security: { user: 1_000_000, group: 2_147_483_647 } }) }));

  test('keys of a parent chart in global', () =>
    agree(fast, version, {
      files: [scratchFile(writeYaml({ global: { storageClass: 'fast', nested: { a: [1] } } }))],
    }));
});
