/** The page's style sheet. Light or dark as the reader's system says; all text has a contrast of at least 4.5 to 1 in both. */
export const style = `
:root { color-scheme: light dark; --ink: #14213d; --quiet: #51607a; --page: #f3f6fb; --card: #fff; --line: #d5deeb; --accent: #0b5cd6; --good: #0b7a45; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eefa; --quiet: #a3b1c9; --page: #0d1422; --card: #162033; --line: #2b3a55; --accent: #7db4ff; --good: #5fd39a; --bad: #ff9d94; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(46rem, 100%); }
h1 { margin: 0; font-size: clamp(1.6rem, 6vw, 2.4rem); line-height: 1.2; letter-spacing: -.02em; }
.lead { margin: .5rem 0 2rem; color: var(--quiet); }
.path { display: grid; gap: 1rem; margin: 0; padding: 0; list-style: none; }
.hop { padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--good); border-radius: .75rem; overflow-wrap: anywhere; }
.hop.off { border-left-color: var(--line); }
.hop.failed { border-left-color: var(--bad); }
h2 { margin: 0 0 .25rem; font-size: .95rem; font-weight: 600; color: var(--quiet); }
h2.behind { margin: 2rem 0 1rem; font-size: 1rem; overflow-wrap: anywhere; }
.pod { margin: 0; font: 600 1.15rem/1.4 ui-monospace, monospace; }
.failed .pod { color: var(--bad); }
.note { margin: .35rem 0 0; color: var(--quiet); font-size: .9rem; }
.again { display: inline-block; margin-top: 1.75rem; padding: .65rem 1.25rem; border: 2px solid var(--accent); border-radius: .6rem; color: var(--accent); font-weight: 600; text-decoration: none; }
.again:hover { text-decoration: underline; }
.again:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
footer { margin-top: 2rem; color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
@media (min-width: 40rem) { .path { grid-template-columns: 1fr 1fr; } }
`;
