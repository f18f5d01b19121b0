import fc from 'fast-check';
import { fastnext } from '../../charts';
import { ScaleoutError } from '../../constructs/errors';
import type { Json } from '../../constructs/values/expr';
import { parseSetFlag } from '../../constructs/values/input/set-flag';
import { HELM_VERSIONS, type HelmVersion } from '../helm/binaries';
import { scratchFile } from '../helm/scratch';
import { writeYaml } from '../helm/yaml';
import { agree } from './agreement';
import { differences } from './differences';
import { seenByHelm } from './echo';
import { holds } from './runs';
import { subjectOf } from './subject';

// Each asks a real Helm, on a machine that may be busy with others.
jest.setTimeout(60_000);

const fast = subjectOf(fastnext);
const BASE: Json = { list: [{ name: 'a', value: '1' }, { name: 'b' }], map: { x: 1, 'y.z': 2 }, text: 'old' };

function ours(texts: readonly string[], base: Json): Json {
  try {
    return texts.reduce((values, text) => parseSetFlag(text, values).value, base);
  } catch (error) {
    if (error instanceof ScaleoutError && error.code === 'SCALE-VALUES-011') return 'refused';
    throw error;
  }
}

/** Both read the flags alike, or both refuse them. */
async function sameReading(version: HelmVersion, texts: readonly string[], base: Json = {}): Promise<void> {
  const flags = texts.flatMap((text) => ['--set', text]);
  const seen = await seenByHelm(version, ['--values', scratchFile(writeYaml(base)), ...flags]);
  const theirs = 'refused' in seen ? 'refused' : seen.values;
  const found = differences(ours(texts, base), theirs);
  if (found.length > 0) throw new Error([...found, ...('refused' in seen ? [seen.refused] : [])].join('\n'));
}

const TYPES = ['x=1', 'x=0', 'x=-1', 'x=0123', 'x=00', 'x=-0', 'x=+1', 'x=1.0', 'x=1e3', 'x=0x1F', 'x=1_000'];
const WORDS = ['x=true', 'x=false', 'x=True', 'x=yes', 'x=null', 'x=NULL', 'x=~', 'x=', 'x=" "', 'x= 1', 'x=a b'];
const LARGE = ['x=1000000', 'x=9007199254740991', 'x=-9007199254740991'];
const PATHS = ['a.b.c=1', 'a\\.b=1', 'a\\.b.c\\.d=x', 'a.b=1,a.c=2', 'a=1,a=2', 'a\\=b=c', 'a.0=x', 'a-b/c=x', 'ä.ö=ü'];
const ESCAPES = ['x=a\\,b', 'x=a\\.b', 'x=a\\\\b', 'x=a.b', 'x=a=b', 'x=a\\=b', 'x=\\{a', 'x=a{b}', 'x=a[0]', 'x=\\n'];
const LISTS = ['x={}', 'x={a}', 'x={a,b}', 'x={1,true,null,0123}', 'x={a\\,b,c}', 'x={a, b}', 'x={a},y=1', 'x={,}'];
const INDICES = ['x[0]=a', 'x[1]=a', 'x[0].y=a', 'x[0][1]=a', 'x[0]=a,x[1]=b', 'a.x[0].y[0].z=1', 'x[0]={a,b}'];
const OVER_BASE = [
  'list[0].value=2',
  'list[2].name=c',
  'list[4].name=c',
  'list[1]=x',
  'list={a,b}',
  'list.x=1',
  'map.x=2',
  'map.y\\.z=3',
  'map[0]=1',
  'map=1',
  'text.x=1',
  'text[0]=1',
  'list[0]=null',
  'map.new.deep=1',
];
const REFUSED = ['x', 'x[a]=1', 'x[-1]=1', 'x={a', 'a..b=1', 'x[]=1'];
/** Helm passes over these without a word, in one version or both; most are typing errors. */
const STRICTER = ['', '=', '.a=1', '[0]=1', 'x[', 'x[0'];

test.each(STRICTER)("the incomplete '%s' is refused, though Helm passes over it", (text) => {
  expect(ours([text], {})).toBe('refused');
});

describe.each(HELM_VERSIONS)('--set is read as %s reads it:', (version) => {
  test.concurrent.each([...TYPES, ...WORDS, ...LARGE, ...PATHS, ...ESCAPES, ...LISTS, ...INDICES])('%s', (text) =>
    sameReading(version, [text]),
  );
  test.concurrent.each(OVER_BASE)('%s, over a values file', (text) => sameReading(version, [text], BASE));
  test.concurrent.each(REFUSED)("the unreadable '%s'", (text) => sameReading(version, [text]));
  test('several flags, one after the other', () =>
    sameReading(version, ['a.b=1', 'a.c={x}', 'a.c[1]=y', 'a.b=null,d=1']));
});

const key = fc.constantFrom('a', 'b', 'a\\.b', 'list', 'map', 'x', '0');
const step = fc.oneof(
  key.map((k) => `.${k}`),
  fc.nat(3).map((i) => `[${i}]`),
);
const path = fc.tuple(key, fc.array(step, { maxLength: 3 })).map(([first, rest]) => first + rest.join(''));
const text = fc.oneof(
  fc.constantFrom('1', '01', 'true', 'null', '', 'a\\,b', '{a,b}', '{}', '{1,null}', 'a.b', '1.5'),
  fc.string({ unit: fc.constantFrom(...'ab01{}]\\=. "'), maxLength: 6 }),
);
const flag = fc
  .array(
    fc.tuple(path, text).map(([p, v]) => `${p}=${v}`),
    { minLength: 1, maxLength: 2 },
  )
  .map((of) => of.join(','));

test(
  'any flags over a values file are read as Helm reads them',
  () =>
    holds(
      {
        arbitrary: fc.array(flag, { minLength: 1, maxLength: 2 }),
        tell: (flags) => flags.map((one) => `--set '${one}'`).join(' '),
        check: (flags) => sameReading('helm4', flags, BASE),
      },
      50,
    ),
  120_000,
);

describe.each(HELM_VERSIONS)('flags and files together make the same objects with %s:', (version) => {
  const first = () => scratchFile('backend:\n  port: 9000\n  config: {A: "1", B: "2"}\n  tolerations:\n    - key: a\n');
  const second = () => scratchFile('backend:\n  config: {B: "3"}\n  tolerations: []\nfrontend: {port: 0x1000}\n');
  const cases: readonly (readonly [string, { files?: string[]; sets?: string[] }])[] = [
    ['a later file wins', { files: [first(), second()] }],
    ['the other order', { files: [second(), first()] }],
    ['a flag wins over files', { files: [first()], sets: ['backend.port=9001', 'backend.config.B=x'] }],
    ['an item of a list', { files: [first()], sets: ['backend.tolerations[0].operator=Exists'] }],
    ['a list', { sets: ['backend.extraEnvFrom[0].secretRef.name=a,backend.extraEnvFrom[1].secretRef.name=b'] }],
    ['a key with dots', { sets: ['backend.podAnnotations.example\\.com/note=a\\,b'] }],
    ['a default taken away', { sets: ['backend.resources.limits.cpu=null'] }],
    ['a digit string', { sets: ['backend.image.tag=0123'] }],
  ];
  test.concurrent.each(cases)('%s', (_, input) => agree(fast, version, input));
});
