import { CONTENDERS, KINDS } from '../../../bench/edge/contenders';
import { bareNginx } from '../../../bench/edge/configurations';
import { ALTERNATIVES, FEATURES, nothing } from '../../../bench/edge/features';
import { resultsPage } from '../../../bench/edge/report';
import { filesOf } from '../../services/nginx/edge/edge';

const generated =
  filesOf({
    routes: [
      { path: '/', to: 'service' },
      { path: '/kept/', to: 'service', policy: { cache: { enabled: true } } },
    ],
  }).own['nginx.conf'] ?? '';

describe.each(KINDS)('features of %s', (kind) => {
  const all = [...FEATURES[kind], nothing(kind), ...ALTERNATIVES[kind]];

  test('are all in the configuration that is generated', () => {
    for (const { title, change } of all) {
      expect([title, change(generated)]).not.toEqual([title, generated]);
    }
  });

  test('cannot be taken from where they are not', () => {
    for (const { change } of all) expect(() => change(bareNginx('a:1'))).toThrow('in the configuration');
  });
});

test('the page says what is missed, what is short, and what each feature costs', () => {
  const turn = (perCpuSecond: number) => [{ rate: 1, perCpuSecond, busy: 1, p50: 1, p99: 2 }];
  const compared = new Map((['ours', 'bare'] as const).map((name) => [name, turn(name === 'ours' ? 50_000 : 80_000)]));
  const dissected = new Map([
    ['', turn(50_000)],
    ['access log', turn(62_500)],
  ]);
  const page = resultsPage({
    command: 'npm run bench:edge',
    effort: { rounds: 1, seconds: 2 },
    load: [0, 1],
    compared: { proxy: compared, cached: compared, tls: compared },
    dissected: { proxy: dissected, cached: dissected, tls: dissected },
  });
  expect(page).toContain('This was a short run');
  expect(page).toMatch(/proxying, for a second of CPU \| at least 0\.95 of a bare nginx \| 0\.63 *\| \*\*missed\*\*/);
  expect(page).toContain('| access log | 4.00 | 20 % |');
  expect(page).toContain(`| ${CONTENDERS.bare.title} | 1.00 | 80000 | 0.63 | 100 % |`);
});
