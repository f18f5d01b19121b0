/**
 * The Helm back end of templates: a tree with deferred parts as YAML with Go template actions, written as a person would.
 *
 * The `yaml` library lays out the YAML. Control lines (`{{- if … }}`, `{{- end }}`) ride as comments without a `#`, which
 * it prints at the right indent; actions in scalars are scalars of a tag of our own, printed as they are.
 */
import { Document, Pair, Scalar, YAMLMap, YAMLSeq, type ScalarTag } from 'yaml';
import { stringifyString } from 'yaml/util';
import { Expr, exprOf, type Param } from '../../constructs/values/expr';
import { isPlainObject, presenceOf } from '../../constructs/values/presence';
import { Each, Merge, Spread, Text, When } from '../../constructs/values/template';
import { condition, escapeBraces, isRead, operand, pipeline, range, type Place } from './expressions';
import { textLines } from './text';

const INDENT = 2;
/** Before a raw block: it begins on the next line. Private use, so that no text of ours holds it. */
const BREAK = '\uE000';

/** Printed as it stands. */
class Raw {
  constructor(readonly text: string) {}
}

const TAGS: ScalarTag[] = [
  {
    tag: '!raw',
    default: true,
    identify: (value) => value instanceof Raw,
    resolve: (text) => new Raw(text),
    stringify: ({ value }) => (value as Raw).text,
  },
  {
    tag: '!text',
    default: true,
    identify: (value) => typeof value === 'string',
    resolve: (text) => text,
    // Literal braces are text to us and an action to Go.
    stringify: (item, ctx, onComment, onChompKeep) =>
      escapeBraces(
        // As the library's own tag for text does: what reads as a number or a boolean is quoted.
        stringifyString(
          { ...item, value: String(item.value) },
          Object.assign({ actualString: true }, ctx),
          onComment,
          onChompKeep,
        ),
      ),
  },
];

/** An object as the text of a template file. */
export function emitObject(template: unknown, place: Place, when?: Expr<boolean>, loop?: Each<unknown>): string {
  const inner: Place = loop === undefined ? place : { ...place, root: '$' };
  let text = emitDocument(template, inner);
  if (loop !== undefined) text = `---\n${text}`;
  if (when !== undefined) text = `{{- if ${condition(when, inner)} }}\n${text}{{- end }}\n`;
  return loop === undefined ? text : `{{- range ${range(loop, place)} }}\n${text}{{- end }}\n`;
}

export function emitDocument(template: unknown, place: Place): string {
  const node = new Emitter(place).node(template, 0);
  const document = new Document(node, {
    version: '1.1',
    customTags: (tags) => [...TAGS, ...tags],
    aliasDuplicateObjects: false,
  });
  const text = document.toString({ lineWidth: 0, commentString: (comment) => comment, singleQuote: false });
  return text.replaceAll(/ \uE000/g, '\n');
}

/** A control line, or an entry. */
type Line<T> = { readonly control: string } | { readonly entry: T };

class Emitter {
  constructor(private readonly place: Place) {}

  /** The YAML node of a template that is there, at an indent. */
  node(template: unknown, indent: number): Scalar | YAMLMap | YAMLSeq {
    if (template instanceof Expr) return this.scalar(template, indent);
    if (template instanceof Text) {
      const text = new Scalar(new Raw(''));
      return blockText(textLines(template.lines, this.place), indent, text);
    }
    if (template instanceof Merge) return this.map(this.mergeLines(template, indent), indent);
    if (Array.isArray(template)) return this.seq(template, indent);
    if (isPlainObject(template)) return this.map(this.mapLines(template, indent), indent);
    if (template === null || typeof template === 'object')
      throw new Error(`not a template: ${JSON.stringify(template)}`);
    return new Scalar(template);
  }

  private scalar(expr: Expr<unknown>, indent: number): Scalar {
    if (expr.ast.op === 'literal') return new Scalar(expr.ast.value);
    if (expr.kind === 'map' || expr.kind === 'list') return new Scalar(new Raw(this.block(expr, indent)));
    return new Scalar(new Raw(this.action(expr)));
  }

  /** A scalar's text: an unquoted name with actions inside where that is safe, else one action. */
  private action(expr: Expr<unknown>): string {
    const { ast } = expr;
    const text = pipeline(expr, this.place);
    if (expr.kind === 'bool') return `{{ ${text} }}`;
    if (expr.kind === 'int') return isRead(expr) || ast.op === 'include' ? `{{ ${text} | int64 }}` : `{{ ${text} }}`;
    if (ast.op === 'concat' && expr.token && ast.parts.some((part) => typeof part === 'string' && WORDY.test(part))) {
      return ast.parts.map((part) => (typeof part === 'string' ? part : this.inline(part))).join('');
    }
    const [number] = ast.op === 'concat' && ast.parts.length === 1 ? ast.parts : [];
    if (number instanceof Expr && number.kind === 'int' && isRead(number))
      return `{{ ${pipeline(number, this.place)} | int64 | quote }}`;
    return `{{ ${text} | quote }}`;
  }
  private inline(part: Expr<unknown>): string {
    const text = pipeline(part, this.place);
    return part.kind === 'int' && isRead(part) ? `{{ ${text} | int64 }}` : `{{ ${text} }}`;
  }

  /** A whole map or list, on lines of its own below its key. */
  private block(expr: Expr<unknown>, indent: number): string {
    return `${BREAK}${' '.repeat(indent)}${this.blockLine(expr, indent)}`;
  }
  private blockLine(expr: Expr<unknown>, indent: number, dot = false): string {
    const made = expr.ast.op === 'include';
    if (dot) return `{{- toYaml . | nindent ${indent} }}`;
    const text = made ? pipeline(expr, this.place) : `toYaml ${operand(expr, this.place)}`;
    return `{{- ${text} | nindent ${indent} }}`;
  }

  private map(lines: readonly Line<Pair>[], indent: number): YAMLMap | Scalar {
    const map = new YAMLMap();
    return this.collect(lines, indent, map, (pair, before) => {
      if (before !== undefined) (pair.key as Scalar).commentBefore = before;
      map.items.push(pair);
    });
  }

  private seq(list: readonly unknown[], indent: number): YAMLSeq | Scalar {
    const seq = new YAMLSeq();
    const lines = list.flatMap((item) => this.itemLines(item, indent));
    return this.collect(lines, indent, seq, (node, before) => {
      if (before !== undefined) node.commentBefore = before;
      seq.items.push(node);
    });
  }

  /** Puts entries into a collection, and the control lines between them into its comments. */
  private collect<T, C extends YAMLMap | YAMLSeq>(
    lines: readonly Line<T>[],
    indent: number,
    into: C,
    push: (entry: T, before: string | undefined) => void,
  ): C | Scalar {
    let waiting: string[] = [];
    for (const line of lines) {
      if ('control' in line) waiting.push(line.control);
      else {
        push(line.entry, waiting.length === 0 ? undefined : waiting.join('\n'));
        waiting = [];
      }
    }
    if (into.items.length === 0 && lines.length > 0) {
      return new Scalar(new Raw(BREAK + waiting.map((line) => ' '.repeat(indent) + line).join('\n')));
    }
    if (waiting.length > 0) into.comment = waiting.join('\n');
    return into;
  }

  private mapLines(map: Readonly<Record<string, unknown>>, indent: number): Line<Pair>[] {
    return Object.entries(map).flatMap(([key, value]) => this.fieldLines(key, value, indent));
  }

  private fieldLines(key: string, value: unknown, indent: number): Line<Pair>[] {
    if (value === undefined) return [];
    if (value instanceof When) {
      const { cond, then, otherwise } = value;
      if (otherwise === undefined && then instanceof Expr && isGiven(cond, then))
        return this.withField(key, then, indent);
      return this.branches(value, (branch) => this.fieldLines(key, branch, indent));
    }
    const there = presenceOf(value);
    const entry = { entry: new Pair(new Scalar(key), this.node(value, indent + INDENT)) };
    if (there === true) return [entry];
    if (there === false) return [];
    return [this.open(there), entry, END];
  }

  /** `{{- with X }} key: … {{- end }}`: what one writes for a field that is there when its value is given. */
  private withField(key: string, of: Expr<unknown>, indent: number): Line<Pair>[] {
    const raw =
      of.kind === 'map' || of.kind === 'list'
        ? `${BREAK}${' '.repeat(indent + INDENT)}{{- toYaml . | nindent ${indent + INDENT} }}`
        : of.kind === 'int'
          ? '{{ . | int64 }}'
          : '{{ . | quote }}';
    return [
      { control: `{{- with ${pipeline(of, this.place)} }}` },
      { entry: new Pair(new Scalar(key), new Scalar(new Raw(raw))) },
      END,
    ];
  }

  private mergeLines(merge: Merge<unknown>, indent: number): Line<Pair>[] {
    return merge.maps.flatMap((part): Line<Pair>[] => {
      if (part instanceof Merge) return this.mergeLines(part, indent);
      if (part instanceof When)
        return this.branches(part, (branch) =>
          branch === undefined ? [] : this.mergeLines(new Merge([branch as never]), indent),
        );
      if (!(part instanceof Expr)) return this.mapLines(part, indent);
      if (part.ast.op === 'include') return [{ control: this.blockLine(part, indent) }];
      return this.spread(part, indent);
    });
  }

  private itemLines(item: unknown, indent: number): Line<Scalar | YAMLMap | YAMLSeq>[] {
    if (item === undefined) return [];
    if (item instanceof When) return this.branches(item, (branch) => this.itemLines(branch, indent));
    if (item instanceof Spread) return this.spread(item.list, indent);
    if (item instanceof Each) {
      const inside = new Emitter({ ...this.place, root: '$' });
      return [{ control: `{{- range ${range(item, this.place)} }}` }, ...inside.itemLines(item.body, indent), END];
    }
    const node = this.node(item, indent + INDENT);
    if (node instanceof YAMLMap && (node.items[0]?.key as Scalar | undefined)?.commentBefore !== undefined) {
      throw new Error('the first field of a list item cannot be conditional: its dash would have no line');
    }
    return [{ entry: node }];
  }

  /** The entries of a block from values, among others. */
  private spread<T>(of: Expr<unknown>, indent: number): Line<T>[] {
    return [{ control: `{{- with ${pipeline(of, this.place)} }}` }, { control: this.blockLine(of, indent, true) }, END];
  }

  private branches<T>(of: When<unknown>, lines: (branch: unknown) => Line<T>[]): Line<T>[] {
    const [then, otherwise] = [lines(of.then), lines(of.otherwise)];
    if (then.length === 0 && otherwise.length === 0) return [];
    return [this.open(of.cond), ...then, ...(otherwise.length === 0 ? [] : [ELSE, ...otherwise]), END];
  }

  private open(cond: Param<boolean>): { readonly control: string } {
    return { control: `{{- if ${condition(exprOf(cond), this.place)} }}` };
  }
}

const END = { control: '{{- end }}' } as const;
const ELSE = { control: '{{- else }}' } as const;
/** Text beside which a name stays a name, whatever the name is. */
const WORDY = /[-/][a-z]{2,}|%$/;

function isGiven(cond: Expr<boolean>, value: Expr<unknown>): boolean {
  return cond.ast.op === 'call' && cond.ast.fn === 'isSet' && cond.ast.args[0] === value && value.ast.op !== 'include';
}

/** A text file as a block scalar: its lines, at the indent. */
function blockText(lines: readonly string[], indent: number, scalar: Scalar): Scalar {
  const pad = ' '.repeat(indent);
  // YAML takes the indent from the first line of text, which may be an indented one, or one of several by a condition.
  const isControl = (line: string) => line.startsWith('{{-');
  const first = lines.find((line) => line !== '' && !isControl(line));
  const unsure = isControl(lines[0] ?? '')
    ? lines.some((line) => line.startsWith(' '))
    : first?.startsWith(' ') === true;
  const blank = lines.length - 1 - lines.findLastIndex((line) => line !== '');
  const chomp = blank === 0 ? '-' : blank === 1 ? '' : '+';
  const text = lines.slice(0, chomp === '-' ? undefined : -1);
  scalar.value = new Raw(
    [`|${unsure ? INDENT : ''}${chomp}`, ...text.map((line) => (line === '' ? '' : pad + line))].join('\n'),
  );
  return scalar;
}
