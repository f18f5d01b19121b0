import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { scratchFile } from '../../helm/scratch';

const script = resolve(__dirname, '../../../services/postgres/bin/poolers');
const POOLER = '192.0.2.7';

/** A pooler that pauses, and whose console or whose port is silent for as many looks as the test says. */
function poolerWith({ silentLooks = 0, silentPort = 0, unknownName = 0, handsOver = false }) {
  const folder = dirname(scratchFile('', 'pausing'));
  const stub = (name: string, body: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\ncd "${folder}"\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const fails = (what: string, times: number) =>
    `echo x >>${what}; [ "$(wc -l <${what})" -gt ${times} ] || { ${handsOver ? 'touch pausing;' : ''} exit 2; }`;
  stub('getent', `${fails('names', unknownName)}\necho '${POOLER} STREAM'`);
  stub('pg_isready', fails('port', silentPort));
  stub(
    'psql',
    `case $* in
      *'SHOW DATABASES'*) ${fails('looks', silentLooks)}; printf 'name,host,paused\\napp,db,%s\\n' "$([ -e resumed ] && echo 0 || echo 1)" ;;
      *RESUME*) echo x >>resumed ;;
      *) echo "$*" >>others ;;
    esac`,
  );
  // A hand-over of before.
  utimesSync(join(folder, 'pausing'), 1, 1);
  const tell = (...args: readonly string[]) =>
    spawnSync('sh', [script, ...args], {
      encoding: 'utf8',
      env: {
        PATH: [folder, process.env['PATH']].join(delimiter),
        ...{ POOLER_PODS: 'poolers', POOLER_PORT: '6432', POOLER_DATABASE: 'app', SCALEOUT_RUN: folder },
      },
    });
  const read = (file: string) => (existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '');
  return { tell, resumed: () => read('resumed'), looks: () => read('port').split('\n').length - 1 };
}

describe('a pooler that holds its clients is told to let go', () => {
  test('once', () => {
    const { tell, resumed } = poolerWith({});
    tell('RESUME', 'primary');
    tell('RESUME', 'primary');
    expect(resumed()).toBe('x\n');
  });
  test.each([
    ['its console does not answer at once', { silentLooks: 2 }],
    ['its port does not answer at once', { silentPort: 2 }],
    ['its name is not known at once', { unknownName: 1 }],
  ])('also when %s', (_, given) => {
    const { tell, resumed } = poolerWith(given);
    tell('RESUME', 'primary');
    expect(resumed()).toBe('x\n');
  });
});

test('a pooler is not told to let go when its member begins to hand over meanwhile: its clients are held for that', () => {
  const { tell, resumed } = poolerWith({ silentLooks: 2, handsOver: true });
  tell('RESUME', 'primary');
  expect(resumed()).toBe('');
});

test('a pooler that never answers is given up after some looks: the next upkeep looks again', () => {
  const { tell, resumed, looks } = poolerWith({ silentPort: 1000 });
  expect(tell('RESUME', 'primary').status).toBe(0);
  expect(looks()).toBeLessThan(10);
  expect(resumed()).toBe('');
});
