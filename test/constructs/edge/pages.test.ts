import { MAINTENANCE_HTML, PROBLEM_HTML, PROBLEM_JSON } from '../../../constructs/edge/pages';

/** What nginx makes of a page. */
const filled = (page: string, values: Readonly<Record<string, string>>) =>
  page.replaceAll(
    /<!--# echo var="(\w+)" default="(\w*)" -->/g,
    (_, name: string, otherwise: string) => values[name] ?? otherwise,
  );

test('a page names the status and the request, so that whoever is asked can find it in the log', () => {
  const page = filled(PROBLEM_HTML, { status: '502', edge_request_id: 'abc' });
  expect(page).toContain('(502)');
  expect(page).toContain('Request abc');
  expect(filled(MAINTENANCE_HTML, { edge_request_id: 'abc' })).toContain('Request abc');
});
test.each([PROBLEM_HTML, MAINTENANCE_HTML])(
  'a page loads nothing from elsewhere, and is not to be found by search: %#',
  (page) => {
    expect(page).not.toMatch(/https?:|src=|href=|url\(/);
    expect(page).toContain('<meta name="robots" content="noindex">');
  },
);
test('what is not asked for as a page is JSON, whatever is known', () => {
  expect(JSON.parse(filled(PROBLEM_JSON, { status: '429', edge_request_id: 'abc' }))).toEqual({
    error: { status: 429, request_id: 'abc' },
  });
  expect(JSON.parse(filled(PROBLEM_JSON, {}))).toEqual({ error: { status: 0, request_id: '' } });
});
