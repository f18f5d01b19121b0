/** The state page: what is wanted, what is seen, what is being done and why. Plain HTML, in the colours of the reader's choice. */
import type { Member } from './model';
import type { Deed, View } from './reconciler';
import { countOf, textOf } from './plan/slots';

export interface PageFacts {
  readonly pod: string;
  readonly flavour: string;
  readonly isLeader: boolean;
  readonly holder: string | undefined;
  readonly view: View | undefined;
  readonly deeds: readonly Deed[];
}

const escape = (value: string | undefined): string =>
  (value ?? '').replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:1.5rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;display:block;overflow-x:auto}th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #8884;white-space:nowrap}
h1{font-size:1.3rem}h2{font-size:1.05rem;margin-top:1.6rem}.ok{color:light-dark(#0a7a2f,#5fd38a)}.bad{color:light-dark(#b3261e,#ff8a80)}.dim{opacity:.65}`;

const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  `<table><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>${rows.join('')}</table>`;
const list = (title: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `<h2>${title}</h2><ul>${items.map((item) => `<li>${escape(item)}</li>`).join('')}</ul>`;

/** The page as HTML. */
export function page(facts: PageFacts): string {
  const { pod, flavour, isLeader, holder, view } = facts;
  const who = isLeader ? 'This agent acts.' : `${escape(holder ?? 'Nobody')} acts; this one looks on.`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2"><title>${escape(pod)}</title><style>${STYLE}</style>
<h1>${escape(pod)} <span class="dim">${escape(flavour)}</span></h1><p>${who}</p>
${isLeader && view !== undefined ? overview(view) : ''}${deeds(facts.deeds)}</html>`;
}

function overview({ at, wanted, acts, sight, plan }: View): string {
  const state = plan.settled
    ? '<span class="ok">all is as wanted</span>'
    : plan.refusals.length > 0
      ? '<span class="bad">left to people</span>'
      : '<span class="bad">not yet as wanted</span>';
  const told = acts ? '' : ' <strong>It was told to say what it would do, and to do nothing.</strong>';
  return `<p>${wanted.shards} shards, ${wanted.replicasPerShard} replicas each: ${state}.${told} <span class="dim">${escape(at)}</span></p>
${table(['pod', 'node', 'address', 'role', 'slots', 'keys', 'link'], sight.members.map(memberRow))}
${list('Not understood', plan.refusals)}${list('Waiting for', plan.waits)}${list(
    'Next',
    plan.steps.slice(0, 20).map(({ do: what, why }) => `${what}: ${why}`),
  )}`;
}

function memberRow({ pod, host, address, state, silence }: Member): string {
  const self = state?.peers.find(({ myself }) => myself);
  if (state === undefined || self === undefined) {
    return row([escape(pod), escape(host), escape(address), `<span class="bad">${escape(silence)}</span>`, '', '', '']);
  }
  const slots = self.slots.length === 0 ? '' : `${countOf(self.slots)} <span class="dim">${textOf(self.slots)}</span>`;
  const link = self.role === 'master' ? '' : state.masterLinkUp ? 'up' : '<span class="bad">down</span>';
  const role = `${self.role}${state.leaving ? ', leaving' : ''}`;
  return row([escape(pod), escape(host), escape(address), role, slots, String(state.keys), link]);
}

function deeds(done: readonly Deed[]): string {
  if (done.length === 0) return '';
  const rows = [...done]
    .reverse()
    .slice(0, 20)
    .map(({ at, step, ms, error }) =>
      row([escape(at), step.do, `${ms} ms`, error === undefined ? 'done' : escape(error), escape(step.why)]),
    );
  return `<h2>Done</h2>${table(['at', 'step', 'took', 'result', 'why'], rows)}`;
}
