/** Run as a process of its own: makes all outputs of a stack with so many services, and says what it cost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { globalValues } from '../charts/global-values';
import { defineStack, type StackDefinition } from '../charts/stack';
import { webServiceValues } from '../constructs/workload/values';
import { WebService } from '../constructs/workload/web-service';
import { publish } from '../packaging/output';
import { synthesize } from '../packaging/synthesize';

const count = Number(process.argv[2] ?? 10);
const ids = Array.from({ length: count }, (_, i) => `service-${i}`);

// One part of the schema for all of them, as one would write it.
const service = webServiceValues('A service.');

const many = defineStack({
  name: 'many',
  description: 'As many services as are asked for',
  keywords: [],
  presets: {},
  schema: z.strictObject({
    ...globalValues(),
    ...Object.fromEntries(ids.map((id) => [id, service])),
  }),
  build: (stack, values) => {
    for (const id of ids) new WebService(stack.chart(id), id, values[id as never]);
  },
}) as unknown as StackDefinition;

const out = mkdtempSync(join(tmpdir(), 'bench-'));
const start = process.hrtime.bigint();
const { files } = synthesize(many);
publish(files, out);
const ms = Number(process.hrtime.bigint() - start) / 1e6;
rmSync(out, { recursive: true });

console.log(JSON.stringify({ count, files: files.length, ms, rssKb: process.resourceUsage().maxRSS }));
