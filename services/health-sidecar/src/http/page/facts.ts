/** The facts of a component: single ones as a list, lists and records of things as tables. It knows no component by name. */
import { html, type Html } from './html';
import { slotBar, slotRanges } from './slots';
import { label, words } from './words';

type Row = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Things with facts of their own: a list of them, or a record by their names. */
function rowsOf(fact: string, value: unknown): readonly Row[] | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isRecord) ? value : undefined;
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  if (!entries.every(([, each]) => isRecord(each))) return undefined;
  const one = label(fact).replace(/s$/, '');
  return entries.map(([name, each]) => ({ [one]: name, ...(each as Row) }));
}

function shown(fact: string, value: unknown): Html {
  const ranges = fact.endsWith('slots') ? slotRanges(value) : undefined;
  if (ranges !== undefined) return slotBar(ranges);
  const isKnown = value !== null && value !== undefined;
  return isKnown ? html`${words(fact, value)}` : html`<span class="dim">not known</span>`;
}

/** What stands above each column; with the unit where two would be called the same. */
function headings(columns: readonly string[]): Record<string, string> {
  const labels = columns.map(label);
  const isOnce = (text: string) => labels.indexOf(text) === labels.lastIndexOf(text);
  return Object.fromEntries(
    columns.map((column) => [column, isOnce(label(column)) ? label(column) : column.replaceAll('_', ' ')]),
  );
}

function table(fact: string, rows: readonly Row[]): Html {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const heading = headings(columns);
  const head = columns.map((column) => html`<th scope="col">${heading[column]}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map((column) => html`<td data-label="${heading[column]}">${shown(column, row[column])}</td>`);
    return html`<tr>
      ${cells}
    </tr>`;
  });
  return html`<table>
    <caption>
      ${label(fact)}
    </caption>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}

/** All facts of a component; a record of plain values is a list within the list. */
export function factList(facts: Row): Html {
  const entries = Object.entries(facts).map(([fact, value]) => ({ fact, value, rows: rowsOf(fact, value) }));
  const single = entries.filter(({ rows }) => rows === undefined);
  const items = single.map(
    ({ fact, value }) =>
      html`<div>
        <dt>${label(fact)}</dt>
        <dd>${shown(fact, value)}</dd>
      </div>`,
  );
  const tables = entries.map(({ fact, rows }) =>
    rows === undefined || rows.length === 0 ? html`` : table(fact, rows),
  );
  return html`${items.length === 0 ? undefined : html`<dl>${items}</dl>`}${tables}`;
}
