/** A stack of no use but one: every operation on expressions and every form of template, somewhere in its objects. */
import type { k8s } from 'cdk8s-plus-28';
import { z } from 'zod';
import { defineStack, globalValues, type Stack } from '../../charts';
import {
  add,
  and,
  bool,
  choice,
  choose,
  contains,
  contextOf,
  div,
  each,
  eq,
  Expr,
  field,
  freeList,
  freeMap,
  ge,
  get,
  group,
  gt,
  hasSuffix,
  helper,
  include,
  int,
  isSet,
  items,
  le,
  length,
  line,
  lt,
  Manifest,
  max,
  merge,
  min,
  mod,
  mul,
  ne,
  not,
  or,
  passed,
  sha256,
  str,
  stringMap,
  sub,
  text,
  toInt,
  toJson,
  token,
  trimSuffix,
  truncate,
  when,
  type Lines,
  type Param,
  type Refs,
  type Template,
} from '../../constructs';
import type { Each } from '../../constructs/values/template';

const name = /^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/;
const schema = z.strictObject({
  ...globalValues(),
  a: int(7, [-1_000_000, 1_000_000], 'A number.'),
  b: int(3, [-50, 50], 'Another.'),
  divisor: int(2, [1, 9], 'A number to divide by.'),
  count: int(2, [0, 4], 'How many.'),
  on: bool(true, 'On.'),
  also: bool(false, 'Also.'),
  name: token('web', name, 'a name', 'A name.'),
  suffix: token('-suffix', /^(-[a-z]{1,8})?$/, 'a suffix or nothing', 'A suffix.'),
  digits: token('12', /^(0|[1-9][0-9]{0,5}|[a-z]{1,3})?$/, 'digits, letters or nothing', 'Digits.'),
  size: choice(['small', 'large'], 'small', 'A size.'),
  free: line('some text', 'Free text.'),
  map: stringMap('A map.'),
  tree: freeMap({}, 'A tree.'),
  list: freeList('A list.'),
  rounds: z
    .array(z.strictObject({ name: z.string().regex(name), port: z.number().int().min(1).max(65535) }))
    .default([{ name: 'one', port: 80 }])
    .meta({ description: 'Rounds of a loop.' }),
  nested: group('A group.', { 'odd-key': int(1, [0, 9], 'A key that Go cannot spell.'), plain: bool(false, 'Plain.') }),
});
type Values = Refs<z.output<typeof schema>>;
const rounds = (v: Values): Param<readonly { name: string; port: number }[]> => v.rounds;

const parameter = (called: string) => new Expr<string>('string', { op: 'variable', name: called, path: [] }, true);
const flag = new Expr<boolean>('bool', { op: 'variable', name: 'flag', path: [] });

const greeting = helper<string>(
  { name: 'greeting', doc: 'A text with parameters.', params: ['who', 'flag'] },
  str`${choose(flag, 'hello', 'goodbye')}-${parameter('who')}`,
);

/** Texts of numbers and booleans, as a ConfigMap takes them. */
const texts = (of: Readonly<Record<string, Param<number> | Param<boolean>>>): Template<Record<string, string>> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, str`${value}`]));

function numbers(v: Values): Template<Record<string, string>> {
  return texts({
    add: add(v.a, v.b, 1),
    sub: sub(v.a, v.b),
    mul: mul(v.a, v.b, 2),
    div: div(v.a, v.divisor),
    mod: mod(v.a, v.divisor),
    min: min(v.a, v.b, 5),
    max: max(v.a, v.b, 5),
    nested: sub(add(v.a, mul(v.b, 2)), div(v.a, add(v.divisor, 1))),
    length: length(v.list),
    keys: length(v.map),
    int: toInt(v.digits),
    chosen: choose(v.on, v.a, v.b),
    computed: choose(gt(v.a, v.b), add(v.a, 1), sub(v.b, 1)),
    plain: v.a,
    odd: v.nested['odd-key'],
  });
}

function conditions(v: Values): Template<Record<string, string>> {
  return texts({
    eq: eq(v.a, v.b),
    eqText: eq(v.size, 'small'),
    eqBool: eq(v.on, v.also),
    ne: ne(v.a, 7),
    lt: lt(v.a, v.b),
    le: le(add(v.a, 0), v.b),
    gt: gt(v.a, mul(v.b, 2)),
    ge: ge(v.a, v.b),
    and: and(v.on, v.also, gt(v.a, 0)),
    or: or(v.on, v.also, eq(v.a, 1)),
    not: not(v.on),
    notBoth: not(and(v.on, or(v.also, not(v.nested.plain)))),
    guarded: and(ne(v.b, 0), eq(mod(v.a, 2), 0)),
    setText: isSet(v.free),
    setNumber: isSet(v.a),
    setBool: isSet(v.on),
    setMap: isSet(v.map),
    setList: isSet(v.list),
    bothSet: and(isSet(v.map), isSet(v.free)),
    eitherSet: or(isSet(v.tree), isSet(v.list)),
    contains: contains(v.free, 'e'),
    hasSuffix: hasSuffix(v.name, v.suffix),
  });
}

function words(v: Values): Template<Record<string, string>> {
  return {
    get: get(v.map, 'key'),
    trimSuffix: trimSuffix(v.name, '-b'),
    truncate: truncate(v.name, 3),
    both: trimSuffix(truncate(str`${v.name}${v.suffix}`, 6), '-'),
    jsonOfMap: toJson(v.map),
    jsonOfTree: toJson(v.tree),
    sha256: sha256(v.free),
    sha256OfMap: sha256(v.map),
    sha256OfTree: sha256(v.tree),
    sha256OfList: sha256(v.list),
    joined: str`${v.name}-${v.a}${v.suffix}: ${v.free} 100% "quoted" ${v.on}`,
    percent: str`${v.b}%`,
    number: str`${v.a}`,
    large: v.size,
    free: v.free,
    chosen: choose(eq(v.size, 'large'), v.free, 'small "one"'),
    again: choose(v.on, choose(v.also, 'both', v.name), str`${v.name}-off`),
    helper: include(greeting, { who: v.name, flag: v.on }),
    helperInText: str`<${include(greeting, { who: str`${v.name}x`, flag: gt(v.a, 0) })}>`,
    braces: 'literal {{ braces }} and {{- more }}',
    quotes: 'it\'s "quoted" \\ {{ "x" }}',
    lines: 'one\ntwo {{ x }}\n',
    looksLikeNumber: '1.0',
    looksLikeBoolean: 'yes',
  };
}

const file = (v: Values) =>
  text(
    str`# ${v.name} with {{ literal }} braces`,
    '{{ $labels.pod }} {{- x -}}',
    '',
    when<readonly string[]>(v.on, [str`on = ${v.a}`, when(v.also, str`  also = ${v.size}`, '  not also')], ['off']),
    'between',
    each(v.count, 'i', (i): Lines => [str`server ${v.name}-${i}:${v.a};`, when(v.on, str`  weight ${add(i, 1)}`)]),
    each(rounds(v), 'round', (round) => str`upstream ${v.name} ${field(round, 'port', 'int')}`),
    str`last ${choose(v.also, 'a', 'b')}${v.suffix}`,
  );

const shared = (stack: Stack, v: Values) => {
  const labels = include(
    helper<Record<string, string>>(
      { name: 'modelLabels', doc: 'A block.' },
      merge<Record<string, string>>({ model: v.name, free: v.free }, when(v.on, { on: 'yes' }, { off: 'no' })),
    ),
  );
  const fullname = contextOf(stack).fullname;
  const metadata = (id: string) => ({ name: str`${fullname}-${id}`, labels: merge<Record<string, string>>(labels) });
  return { labels, fullname, metadata };
};

function build(stack: Stack, v: Values): void {
  const chart = stack.chart('model');
  const { labels, fullname, metadata } = shared(stack, v);
  const config = (id: string, data: Template<Record<string, string>>) =>
    new Manifest(chart, id, 'ConfigMap', { data, metadata: metadata(id) });

  config('numbers', numbers(v));
  config('conditions', conditions(v));
  config('words', words(v));
  config('files', { 'server.conf': file(v), plain: text('one', '', 'three {{ x }}') });
  config(
    'maps',
    merge<Record<string, string>>(
      { first: 'a' },
      v.map,
      when(v.on, { second: 'b' }, { third: 'c' }),
      when(v.also, { fourth: 'd' }),
    ),
  );
  config('optional', when(isSet(v.map), v.map));

  new Manifest(
    chart,
    'whole',
    'ConfigMap',
    { metadata: metadata('whole'), data: { a: str`${v.a}` } },
    { when: and(v.on, not(v.also)) },
  );
  const loop = each(v.count, 'i', (i) => ({
    metadata: { name: str`${fullname}-loop-${i}`, labels },
    data: { index: str`${i}`, next: str`${add(i, 1)}`, last: str`${eq(i, sub(v.count, 1))}`, free: v.free },
  })) as unknown as Each<Template<Record<string, never>>>;
  new Manifest(chart, 'loop', 'ConfigMap', loop.body as never, { loop });

  new Manifest(chart, 'pod', 'Pod', {
    metadata: {
      name: str`${fullname}-pod`,
      labels: merge<Record<string, string>>(labels, { extra: 'x' }, v.map),
      annotations: when(or(v.on, v.also), { note: when(v.on, 'on', when(v.also, 'also')), size: when(v.also, v.size) }),
    },
    spec: {
      priority: when(v.on, v.a),
      imagePullSecrets: when(isSet(v.global.imagePullSecrets), v.global.imagePullSecrets),
      schedulerName: v.global.imageRegistry,
      hostname: when(isSet(v.digits), v.digits),
      nodeSelector: when(v.on, when(v.also, { a: 'x' }, { b: 'y' }), v.map),
      affinity: when<k8s.Affinity>(isSet(v.tree), passed<k8s.Affinity>(v.tree), when(v.also, { nodeAffinity: {} })),
      tolerations: [
        when(v.on, { key: 'a' }, { key: 'b' }),
        when(v.also, { key: 'c', value: v.free }),
        items(passed(v.list)),
      ],
      volumes: [when(v.also, { name: 'only', emptyDir: {} })],
      containers: [
        {
          name: 'main',
          args: [
            'first',
            when(v.on, str`--name=${v.name}`),
            when(v.also, '--also', '--not-also'),
            each(v.count, 'i', (i) => str`--peer=${v.name}-${i}:${add(v.a, i)}`),
            each(rounds(v), 'round', (round) => str`${field(round, 'name', 'string')}=${field(round, 'port', 'int')}`),
            str`${v.a}`,
          ],
          ports: [
            each(rounds(v), 'round', (round) => ({
              name: field(round, 'name', 'string'),
              containerPort: field(round, 'port', 'int'),
            })),
          ],
          env: [
            { name: 'FIRST', value: v.free },
            items(passed(v.list)),
            when(v.on, { name: 'ON', value: when(v.also, 'both', 'one') }),
          ],
          resources: when(v.on, { limits: when(v.also, { cpu: '1' }), requests: { memory: '1Mi' } }),
        },
      ],
    },
  });
}

export const model = defineStack({
  name: 'model',
  description: 'Every operation and every form of template',
  keywords: ['test'],
  presets: {},
  schema,
  build,
});
