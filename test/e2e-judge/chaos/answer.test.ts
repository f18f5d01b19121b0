import { judged } from '../../e2e/chaos/load/answer';
import { noteId, noteNumber } from '../../e2e/chaos/load/notes';

const page = (...pods: readonly string[]) => pods.map((pod) => `<b class="pod">${pod}</b>`).join('');

test.each([
  ['page', 200, page('web-1', 'api-1'), {}],
  ['page', 200, page('web-1', 'does not answer'), { wrong: 'page without the API' }],
  ['page', 200, page('web-1'), { wrong: 'not the page' }],
  ['page', 200, 'something', { wrong: 'not the page' }],
  ['page', 502, page('web-1', 'api-1'), { wrong: 'status 502' }],
  ['api', 200, '{"pod":"api-1"}', {}],
  ['api', 200, '{"pod":""}', { wrong: 'no pod in the answer' }],
  ['api', 200, '<html>', { wrong: 'no pod in the answer' }],
  ['api', 201, '{"pod":"api-1"}', { wrong: 'status 201' }],
  ['redis', 200, '{"pod":"api-1","visits":7}', { number: 7 }],
  ['redis', 200, '{"pod":"api-1"}', { wrong: 'no visits in the answer' }],
  ['redis', 503, '{"error":"UNAVAILABLE"}', { wrong: 'status 503' }],
  ['write', 201, '{}', {}],
  ['write', 200, '{}', {}],
  ['write', 503, '{}', { wrong: 'status 503' }],
] as const)('an answer to %s of status %i: %s', (kind, status, body, verdict) => {
  expect(judged(kind, status, body)).toEqual(verdict);
});

test('a note is told by its id, and ids are in the order of their numbers', () => {
  const ids = [1, 9, 10, 255, 4096, 100_000].map((number) => noteId('0badcafe', number));
  expect(ids.map(noteNumber)).toEqual([1, 9, 10, 255, 4096, 100_000]);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
