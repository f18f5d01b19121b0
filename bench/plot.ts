/** Two small charts in one SVG, on logarithmic axes: milliseconds and MiB against the number of services. */

interface Point {
  readonly count: number;
  readonly ms: number;
  readonly rssKb: number;
}

const WIDTH = 320;
const HEIGHT = 240;
const PAD = { left: 60, right: 20, top: 40, bottom: 44 };

export function growthPlot(points: readonly Point[]): string {
  const panels = [
    panel(
      'Milliseconds',
      points.map(({ count, ms }) => [count, ms]),
    ),
    panel(
      'MiB',
      points.map(({ count, rssKb }) => [count, rssKb / 1024]),
    ),
  ];
  const body = panels.map((svg, i) => `<g transform="translate(${i * WIDTH} 0)">${svg}</g>`).join('');
  // Colours of its own for light and dark pages.
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * 2} ${HEIGHT}" font-family="sans-serif" font-size="11">
<style>text{fill:#334155}.grid{stroke:#94a3b8;stroke-opacity:.35}.line{stroke:#2563eb;fill:none;stroke-width:2}.dot{fill:#2563eb}
@media (prefers-color-scheme: dark){text{fill:#cbd5e1}.line{stroke:#60a5fa}.dot{fill:#60a5fa}}</style>
${body}
</svg>
`;
}

function panel(title: string, points: readonly (readonly [number, number])[]): string {
  const xs = decades(points.map(([x]) => x));
  const ys = decades(points.map(([, y]) => y));
  const x = scale(xs, PAD.left, WIDTH - PAD.right);
  const y = scale(ys, HEIGHT - PAD.bottom, PAD.top);
  const grid = [
    ...xs.map(
      (v) =>
        `<line class="grid" x1="${x(v)}" x2="${x(v)}" y1="${y(ys[0] ?? 1)}" y2="${y(ys.at(-1) ?? 1)}"/><text x="${x(v)}" y="${HEIGHT - 26}" text-anchor="middle">${v}</text>`,
    ),
    ...ys.map(
      (v) =>
        `<line class="grid" y1="${y(v)}" y2="${y(v)}" x1="${x(xs[0] ?? 1)}" x2="${x(xs.at(-1) ?? 1)}"/><text x="${PAD.left - 6}" y="${y(v) + 4}" text-anchor="end">${v}</text>`,
    ),
  ];
  const line = points.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
  const dots = points.map(
    ([px, py]) =>
      `<circle class="dot" cx="${x(px)}" cy="${y(py)}" r="3.5"><title>${px}: ${py.toFixed(0)}</title></circle>`,
  );
  return [
    `<text x="${PAD.left}" y="20" font-size="13" font-weight="bold">${title}</text>`,
    `<text x="${(PAD.left + WIDTH - PAD.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">services</text>`,
    ...grid,
    `<path class="line" d="${line}"/>`,
    ...dots,
  ].join('');
}

/** The powers of ten around some numbers. */
function decades(numbers: readonly number[]): number[] {
  const from = Math.floor(Math.log10(Math.min(...numbers)));
  const to = Math.ceil(Math.log10(Math.max(...numbers)));
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

function scale(domain: readonly number[], from: number, to: number): (value: number) => number {
  const [low, high] = [Math.log10(domain[0] ?? 1), Math.log10(domain.at(-1) ?? 10)];
  return (value) => Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10;
}
