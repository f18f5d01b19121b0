/** How the page looks: the system's own type, room to breathe, colour for what matters only. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--text:#1c2430;--dim:#5d6675;--line:#e1e5eb;--ok:#1a7f4b;--degraded:#b26a00;--down:#c0342b;--unknown:#707887;--bar:#3b6fd4;--tint:#eef1f6}
@media (prefers-color-scheme:dark){:root{--ground:#12161d;--card:#1a2029;--text:#e6eaf0;--dim:#9aa5b5;--line:#2b333f;--ok:#2f9e66;--degraded:#c98213;--down:#dd5b50;--unknown:#8b95a5;--bar:#6f9bf2;--tint:#232b36}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;-webkit-text-size-adjust:100%}
main,footer{max-width:68rem;margin:0 auto;padding:0 1.25rem}
main{padding-top:clamp(1.5rem,5vw,3.5rem)}
h1,h2,p,dl,dd{margin:0}
.dim,footer,dt,caption,th{color:var(--dim)}
.mark{width:1.25rem;height:1.25rem;flex:none}
.ok{color:var(--ok)}.degraded{color:var(--degraded)}.down{color:var(--down)}.unknown{color:var(--unknown)}
.head{display:flex;gap:1rem;align-items:center;margin-bottom:2rem}
.head .mark{width:2.75rem;height:2.75rem}
h1{font-size:clamp(1.5rem,5vw,2rem);line-height:1.2;letter-spacing:-.015em}
.who{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:-.75rem 0 1.75rem;font-size:.9rem}
.who span,td,dd,.reason{overflow-wrap:break-word}
.cards{display:grid;gap:1rem;padding:0;margin:0;list-style:none;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr))}
.full .cards{grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr))}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.15rem;min-width:0}
.card.wide{grid-column:1/-1}
.name{display:flex;gap:.65rem;align-items:center}
h2{font-size:1.05rem;font-weight:600}
.name .state{margin-left:auto;font-size:.9rem;font-weight:500}
.reason{margin-top:.5rem}
.seen{margin-top:.15rem;font-size:.85rem}
dl{display:flex;flex-wrap:wrap;gap:.6rem 2rem;margin-top:.85rem}
dt,th{font-size:.8rem;font-weight:400}
dd,td,.slots{font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse;margin-top:1rem;font-size:.92rem}
caption{text-align:left;font-size:.8rem;padding-bottom:.2rem}
th,td{text-align:left;padding:.4rem 1rem .4rem 0;border-top:1px solid var(--line);vertical-align:middle}
.slots{display:inline-flex;flex-direction:column;gap:.25rem;font-size:.85rem}
.bar{width:14rem;max-width:100%;height:.7rem;border-radius:.35rem;background:var(--tint);fill:var(--bar)}
footer{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center;padding-top:1.75rem;padding-bottom:3rem;font-size:.85rem}
form{display:flex;gap:.5rem;margin-left:auto}
form[hidden]{display:none}
input,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.35rem .7rem;min-width:0}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--bar);outline-offset:2px}
.late main{opacity:.55}
@media (max-width:40rem){thead{display:none}tr{display:block;border-top:1px solid var(--line);padding:.35rem 0}
td{display:flex;gap:1rem;justify-content:space-between;border:0;padding:.15rem 0;text-align:right}td::before{content:attr(data-label);color:var(--dim);text-align:left}
.slots{align-items:flex-end}.bar{width:9rem}form{margin-left:0;width:100%}input{flex:1}}
`.trim();
