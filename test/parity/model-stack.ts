/** A stack of no use but one: every operation on expressions and every form of template, somewhere in its objects. */
import type { k8s } from 'cdk8s-plus-28';
import { defineStack, type Stack } from '../../charts';
import {
  Manifest,
  add,
  and,
  choose,
  contextOf,
  each,
  eachEntry,
  eq,
  field,
  ge,
  helper,
  include,
  isSet,
  items,
  merge,
  not,
  or,
  passed,
  rounds,
  str,
  sub,
  text,
  when,
  type Lines,
  type Template,
} from '../../constructs';
import { conditions, numbers, words } from './model-data';
import { schema, upstreams, type Values } from './model-values';

const file = (v: Values) =>
  text(
    str`# ${v.name} with {{ literal }} braces`,
    '{{ $labels.pod }} {{- x -}}',
    '',
    when<readonly string[]>(v.on, [str`on = ${v.a}`, when(v.also, str`  also = ${v.size}`, '  not also')], ['off']),
    'between',
    each(v.count, 'i', (i): Lines => [str`server ${v.name}-${i}:${v.a};`, when(v.on, str`  weight ${add(i, 1)}`)]),
    each(upstreams(v), 'upstream', (of) => str`upstream ${v.name} ${field(of, 'port', 'int')}`),
    each(v.names, 'name', (of) => str`name ${of};`),
    each(['x', 'y'], 'letter', (of) => str`letter ${of};`),
    eachEntry(v.settings, ['key', 'value'], (key, value) => [
      str`${key} ${value}`,
      when(v.on, str`# ${key} of ${v.name}`),
    ]),
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
  for (const [id, count, condition] of [
    ['loop', v.count, undefined],
    ['conditional-loop', add(v.count, 1), v.on],
    ['literal-loop', 2, v.on],
  ] as const) {
    for (const { suffix, index, loop } of rounds(count, 'i')) {
      new Manifest(
        chart,
        `${id}${suffix}`,
        'ConfigMap',
        {
          metadata: {
            name: str`${fullname}-${id}-${index}`,
            labels,
            annotations: when(ge(index, 1), { later: str`${index}` }),
          },
          data: {
            index: str`${index}`,
            next: str`${add(index, 1)}`,
            last: str`${eq(index, sub(count, 1))}`,
            free: v.free,
          },
        },
        { loop, when: condition },
      );
    }
  }
  new Manifest(chart, 'bare', 'Lease', { metadata: metadata('bare') });
  new Manifest(chart, 'farewell', 'Job', { metadata: metadata('farewell') }, { onRemoval: true, when: v.on });

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
            each(upstreams(v), 'of', (of) => str`${field(of, 'name', 'string')}=${field(of, 'port', 'int')}`),
            each(v.names, 'name', (of) => str`--name-of=${of}`),
            each(v.notes, 'note', (of) => of),
            when(
              v.on,
              each(v.names, 'name', (of) => str`--only-when-on=${of}`),
            ),
            eachEntry(v.settings, ['key', 'value'], (key, value) => str`--${key}=${value}`),
            str`${v.a}`,
          ],
          ports: [
            each(upstreams(v), 'of', (of) => ({
              name: field(of, 'name', 'string'),
              containerPort: field(of, 'port', 'int'),
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
