import { resolve } from 'node:path';
import { carryOut, hasFailed, plan, type Built, type Failed } from './images/build-images';
import { findImages, type Image } from './images/catalogue';
import { engines, pickEngine, type Engine } from './images/engines';
import { buildFacts } from './images/facts';
import { readOptions, type Options } from './images/options';
import { builtLine, failedText, noToolText, plannedText } from './images/report';
import { run } from './images/run';

const root = resolve(__dirname, '..');

/** Progress goes to standard error, so that standard output holds results only. */
const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<number> {
  const facts = await buildFacts(run, root);
  const images = select(findImages(root, facts), options.only);
  if (images === undefined) return 1;
  const engine = await choose(options);
  if (engine === undefined) return 1;

  const plans = plan(engine, images, options.tag ?? facts.VERSION, options);
  if (options.dryRun) {
    const planned = plans.map(({ image, ref, remote }) => ({ name: image.name, ref, pushed: remote }));
    console.log(options.json ? JSON.stringify(planned, null, 2) : plannedText(plans));
    return 0;
  }

  const built: Built[] = [];
  const failed: Failed[] = [];
  for (const [index, todo] of plans.entries()) {
    say(`building ${todo.image.name} with ${engine.name} (${index + 1} of ${plans.length}) …`);
    const result = await carryOut(run, engine, root, todo);
    if (hasFailed(result)) failed.push(result);
    else built.push(result);
    say(hasFailed(result) ? failedText(result) : builtLine(result));
  }
  if (options.json) console.log(JSON.stringify(built, null, 2));
  say(`${built.length} of ${plans.length} images ${options.push === undefined ? 'built' : 'built and pushed'}`);
  if (failed.length > 0)
    say(`Run again what failed: npm run images -- ${failed.map(({ name }) => `--only ${name}`).join(' ')}`);
  return failed.length > 0 ? 1 : 0;
}

function select(images: readonly Image[], only: readonly string[]): readonly Image[] | undefined {
  const names = new Set(images.map(({ name }) => name));
  const unknown = only.filter((name) => !names.has(name));
  if (unknown.length === 0) return only.length === 0 ? images : images.filter(({ name }) => only.includes(name));
  say(`There is no image ${unknown.join(', ')}. The images are: ${[...names].join(', ')}`);
  return undefined;
}

async function choose(options: Options): Promise<Engine | undefined> {
  const candidates = engines.filter(({ name }) => options.tool === undefined || name === options.tool);
  // Commands can be shown for a tool that is not here: they may be meant for another machine.
  if (options.dryRun && options.tool !== undefined) return candidates[0];
  const { engine, unusable } = await pickEngine(run, candidates);
  if (engine !== undefined) return engine;
  say(noToolText(unusable));
  return undefined;
}

void main(readOptions(process.argv.slice(2))).then((code) => {
  process.exitCode = code;
});
