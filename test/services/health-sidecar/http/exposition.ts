/** A reader of the text format of Prometheus (0.0.4) that takes nothing that is not in it. */

export interface Family {
  readonly help: string;
  readonly type: string;
  readonly samples: { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LINE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`, 's');
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/;

/** Families by name; throws on a line that is none, on a family that is told twice or without help and type, and on a value told twice. */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  let help: readonly [string, string] | undefined;
  let current: readonly [string, Family] | undefined;
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, word, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (word === 'HELP') help = [name, rest];
    else if (word === 'TYPE') {
      if (families.has(name) || help?.[0] !== name || !/^(gauge|counter)$/.test(rest))
        throw new Error(`not so: ${line}`);
      current = [name, { help: help[1], type: rest, samples: [] }];
      families.set(...current);
    } else {
      const [, of, labels = '', value = ''] = LINE.exec(line) ?? [];
      if (of === undefined || of !== current?.[0]) throw new Error(`out of place: ${line}`);
      const sample = { labels: labelsOf(labels), value: valueOf(value) };
      const key = JSON.stringify(Object.entries(sample.labels).sort());
      if (current[1].samples.some((each) => JSON.stringify(Object.entries(each.labels).sort()) === key))
        throw new Error(`twice: ${line}`);
      current[1].samples.push(sample);
    }
  }
  return families;
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== '') {
    const [whole = '', name = '', value = ''] = LABEL.exec(rest) ?? [];
    if (whole === '' || name in labels) throw new Error(`no labels: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
    rest = rest.slice(whole.length);
  }
  return labels;
}

function valueOf(text: string): number {
  const words: Record<string, number> = { '+Inf': Infinity, '-Inf': -Infinity };
  const value = words[text] ?? Number(text);
  if (Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
}
