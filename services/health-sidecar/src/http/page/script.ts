/**
 * What runs in the page: it asks for the page again and takes its <main>, unless nobody looks. The token is kept in a variable and goes
 * with the request as a header only; a page that is loaded anew has forgotten it.
 */

/** Seconds between two looks. */
export const REFRESH_SECONDS = 3;

export const SCRIPT = `
(() => {
  const $ = (what, where = document) => where.querySelector(what);
  const told = $('#told'), noted = $('#note'), form = $('form');
  let token = '', seen = performance.now(), busy = false, note = '';
  const ago = (s) => s < 1 ? 'now' : s < 120 ? Math.floor(s) + ' s ago' : s < 7200 ? Math.floor(s / 60) + ' min ago' : Math.floor(s / 3600) + ' h ago';
  const tick = () => {
    const since = (performance.now() - seen) / 1000;
    for (const each of document.querySelectorAll('[data-age]')) each.textContent = ago(Number(each.dataset.age) + since);
    const late = since > ${REFRESH_SECONDS} * 3 + 1;
    document.body.classList.toggle('late', late);
    told.textContent = (late ? 'No answer; last seen ' : 'Seen ') + ago(since);
    if (noted.textContent !== note) noted.textContent = note;
  };
  const look = async () => {
    if (busy || document.hidden) return;
    busy = true;
    try {
      const answer = await fetch('/', { headers: token && { authorization: 'Bearer ' + token } || {}, cache: 'no-store', signal: AbortSignal.timeout(5000) });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const isFull = $('main', page).classList.contains('full');
        note = token && !isFull ? 'The token was not accepted.' : '';
        form.hidden = isFull;
        $('main').replaceWith(document.adoptNode($('main', page)));
        $('link[rel=icon]').href = $('link[rel=icon]', page).getAttribute('href');
        document.title = page.title;
        seen = performance.now();
      } else note = answer.status === 429 ? 'Too many requests from here.' : '';
    } catch {} finally { busy = false; }
    tick();
  };
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    token = $('input').value.trim();
    form.reset();
    look();
  });
  document.addEventListener('visibilitychange', look);
  setInterval(look, ${REFRESH_SECONDS * 1000});
  setInterval(tick, 1000);
  tick();
})();
`.trim();
