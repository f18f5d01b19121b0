/** Pictures of a page, light beside dark, by Chromium alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Chromium's own numbers. */
const SCHEMES = { light: 1, dark: 0 } as const;
const CHROMIUM = process.env['CHROMIUM'] ?? 'chromium';

/** Takes what is at `url` in a window of so many pixels, and writes both pictures beside each other to `file`. */
export function takePicture(
  url: string,
  file: string,
  size: { readonly width: number; readonly height: number },
): void {
  const folder = mkdtempSync(join(tmpdir(), 'health-page-'));
  const shoot = (of: string, into: string, width: number, more: readonly string[] = []) => {
    const flags = [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--hide-scrollbars', '--virtual-time-budget=1500'],
      ...[`--user-data-dir=${join(folder, 'profile')}`, `--window-size=${width},${size.height}`],
      ...[`--screenshot=${into}`, ...more, of],
    ];
    execFileSync(CHROMIUM, flags, { stdio: 'ignore', timeout: 60_000 });
  };
  try {
    for (const [name, number] of Object.entries(SCHEMES)) {
      const scheme = `--blink-settings=preferredColorScheme=${number}`;
      shoot(url, join(folder, `${name}.png`), size.width, [scheme]);
    }
    const both = join(folder, 'both.html');
    const images = Object.keys(SCHEMES).map((name) => `<img src="${name}.png" width="${size.width}">`);
    writeFileSync(both, `<body style="margin:0;display:flex">${images.join('')}</body>`);
    shoot(`file://${both}`, file, 2 * size.width);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  const [, , url = '', file = ''] = process.argv;
  takePicture(url, resolve(file), { width: 820, height: 1180 });
}
