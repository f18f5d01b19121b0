import { Chart, Testing } from 'cdk8s';
import { NginxEdge, WebService } from '../../../constructs';
import type { RouteOptions } from '../../../constructs/edge/route';
import { codesOf } from '../support';
import { confOf, synth, type Built } from './synth';

const options = (more: RouteOptions): RouteOptions => more;

/** An edge with routes to one service. */
function edgeWith(...routes: readonly (readonly [path: string, more?: RouteOptions])[]) {
  const chart = new Chart(Testing.app(), 'shop');
  const api = new WebService(chart, 'api', { image: 'x' });
  const edge = new NginxEdge(chart, 'edge');
  for (const [path, more] of routes) edge.route(path, api, {}, more);
  return edge;
}

describe('a path', () => {
  test.each(['/', '/api/', '/api/v1/a_b-c.d~e', '/_next/static/'])('may be %s', (path) => {
    expect(() => edgeWith([path])).not.toThrow();
  });
  test.each(['', 'api/', '/a b', '/a;b', '/a{b}', '/a"b', '/$host', '/a\nb', '/ä'])('%j is refused', (path) => {
    expect(codesOf(() => edgeWith([path, options({ name: 'x' })]))).toEqual(['SCALE-EDGE-002']);
  });
});

describe('a name', () => {
  test.each([
    ['/', 'root'],
    ['/api/', 'api'],
    ['/api/v1/', 'api-v1'],
    ['/_next/static/', 'next-static'],
    ['/.well-known/x', 'well-known-x'],
  ])('of %s is %s', (path, name) => {
    const text = confOf({}, ({ edge, api }) => edge.route(`/x${path}`, api, {}, { name: `x-${name}` }));
    expect(text).toContain(`set $edge_route x-${name};`);
    const plain = edgeWith([path]);
    expect(codesOf(() => plain.route('/other', new WebService(plain, 'o', { image: 'x' }), {}, { name }))).toEqual([
      'SCALE-EDGE-001',
    ]);
  });
  test.each(['Login', '1st', 'a--b', 'a_b', '-a', 'a-', ''])('%j is refused', (name) => {
    expect(codesOf(() => edgeWith(['/x', options({ name })]))).toEqual(['SCALE-EDGE-002']);
  });
  test('and a path that are both wrong are both told', () => {
    expect(codesOf(() => edgeWith(['x y', options({ name: 'X' })]))).toEqual(['SCALE-EDGE-002', 'SCALE-EDGE-002']);
  });
});

describe('two routes', () => {
  test('of one path are refused, with both of them in the message', () => {
    const both = () => edgeWith(['/a/', { name: 'one' }], ['/a/', { name: 'two' }]);
    expect(codesOf(both)).toEqual(['SCALE-EDGE-001']);
    expect(both).toThrow(
      "SCALE-EDGE-001: shop/edge routes.two: the prefix route /a/ overlaps with the prefix route /a/, called 'one'",
    );
  });
  test('whose paths come to the same name are refused', () => {
    expect(codesOf(() => edgeWith(['/a/b'], ['/a-b']))).toEqual(['SCALE-EDGE-001']);
    expect(() => edgeWith(['/a/b'], ['/a-b', { name: 'other' }])).not.toThrow();
  });
  test('of one path may be a prefix and an exact one', () => {
    expect(() => edgeWith(['/a'], ['/a', { match: 'exact', name: 'alone' }])).not.toThrow();
  });
  test('of one path may be for different hosts', () => {
    expect(() => edgeWith(['/'], ['/', { host: 'admin.example.com', name: 'admin' }])).not.toThrow();
    expect(
      codesOf(() =>
        edgeWith(['/', { host: 'a.example.com', name: 'one' }], ['/', { host: 'a.example.com', name: 'two' }]),
      ),
    ).toEqual(['SCALE-EDGE-001']);
  });
});

describe('a route for one host', () => {
  const admin = ({ edge, web }: Built) => edge.route('/', web, {}, { host: 'admin.example.com', name: 'admin' });
  const servers = (text: string) => text.split('\n').filter((line) => line.trim().startsWith('server_name '));
  test('stands in a server of its own', () => {
    const conf = confOf({ edge: { hosts: ['shop.example.com'] } }, admin);
    expect(servers(conf).map((line) => line.trim())).toEqual([
      'server_name _;',
      'server_name shop.example.com;',
      'server_name admin.example.com;',
    ]);
  });
  test('is for that host alone: the others do not know it', () => {
    const conf = confOf({}, admin);
    const [, own = ''] = conf.split('server_name admin.example.com;');
    expect(own).toContain('set $edge_route admin;');
    expect(own).not.toContain('set $edge_route api;');
  });
});

test('a policy that its schema refuses is refused with the route', () => {
  const wrong = () => synth({ policy: { bodyMegabytes: -1 } });
  expect(codesOf(wrong)).toEqual(['SCALE-VALUES-003']);
  expect(wrong).toThrow('shop/edge /api/ bodyMegabytes: -1 must be at least 0');
});

test('routes can be said one after the other', () => {
  const edge = edgeWith();
  expect(edge.route('/', new WebService(edge, 'web', { image: 'x' }))).toBe(edge);
});
