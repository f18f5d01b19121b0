/** Pictures of a page, light beside dark, by Chromium alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Chromium's own numbers. */
const SCHEMES = { light: 1, dark: 0 } as const;
/** Of the picture: it is looked at in a README, and stays small. */
const SCALE = 0.75;
const CHROMIUM = process.env['CHROMIUM'] ?? 'chromium';

/** Takes what is at `url` in a window of so many pixels, and writes both pictures beside each other to `file`. */
export function takePicture(
  url: string,
  file: string,
  size: { readonly width: number; readonly height: number },
): void {
  const folder = mkdtempSync(join(tmpdir(), 'health-page-'));
  const shoot = (
    of: string,
    into: string,
    [width, height]: readonly [number, number],
    more: readonly string[] = [],
  ) => {
    const flags = [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--hide-scrollbars', '--virtual-time-budget=1500'],
      ...[`--user-data-dir=${join(folder, 'profile')}`, `--window-size=${width},${height}`],
      ...[`--screenshot=${into}`, ...more, of],
    ];
    execFileSync(CHROMIUM, flags, { stdio: 'ignore', timeout: 60_000 });
  };
  try {
    for (const [name, number] of Object.entries(SCHEMES)) {
      const scheme = `--blink-settings=preferredColorScheme=${number}`;
      shoot(url, join(folder, `${name}.png`), [size.width, size.height], [scheme]);
    }
    const both = join(folder, 'both.html');
    const images = Object.keys(SCHEMES).map((name) => `<img src="${name}.png" width="${size.width * SCALE}">`);
    writeFileSync(both, `<body style="margin:0;display:flex;align-items:start">${images.join('')}</body>`);
    shoot(`file://${both}`, file, [2 * size.width * SCALE, Math.round(size.height * SCALE)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  const [, , url = '', file = ''] = process.argv;
  takePicture(url, resolve(file), { width: 1000, height: 1240 });
}
