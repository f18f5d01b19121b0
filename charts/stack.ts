/** A stack: one values schema, and the charts that are built from it. The one way in, for the reference stack and yours. */
import { App, Chart } from 'cdk8s';
import type { z } from 'zod';
import { Manifest } from '../constructs/manifest';
import { provideContext } from '../constructs/stack-context';
import { refs, type Refs } from '../constructs/values/refs';
import { rulesOf, type Rule } from '../constructs/values/rules';
import { namesOf, type GlobalRefs } from './naming';

/** Values of a preset: only what differs from the defaults. */
export type PresetValues = Readonly<Record<string, unknown>>;

/** What a stack is made of. */
export interface StackDefinition<S extends z.ZodType = z.ZodType> {
  /** Lower-case words joined by `-`: the chart's name, and the default name of an installation. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly keywords: readonly string[];
  /** The values: `globalValues()` and the parts of the constructs. */
  readonly schema: S;
  /** Named sets of values, beside the defaults. */
  readonly presets: Readonly<Record<string, Preset>>;
  /** Adds the charts and their constructs. */
  readonly build: (stack: Stack, values: Refs<z.output<S>>) => void;
}

export interface Preset {
  /** One sentence: for what size it is. */
  readonly description: string;
  readonly values: PresetValues;
}

/** Checks a definition's types and gives it back. */
export function defineStack<S extends z.ZodType>(definition: StackDefinition<S>): StackDefinition<S> {
  return definition;
}

/** The tree of a stack, built once, with expressions in place of values; both back ends read it. */
export class Stack extends App {
  constructor(readonly definition: StackDefinition) {
    super({ outdir: '' });
    const values = refs(definition.schema);
    provideContext(this, namesOf(definition.name, values as GlobalRefs));
    definition.build(this, values);
  }

  /** A chart of the stack: one file of dist/. */
  chart(id: string): Chart {
    return new Chart(this, id, { disableResourceNameHashes: true });
  }

  /** The objects of each chart, in the order they were built. */
  get objects(): readonly { readonly chart: string; readonly manifests: readonly Manifest[] }[] {
    return this.node.children
      .filter((child) => Chart.isChart(child))
      .map((chart) => ({
        chart: chart.node.id,
        manifests: chart.node.findAll().filter((node): node is Manifest => node instanceof Manifest),
      }));
  }

  /** The cross-field rules of the whole tree. */
  get rules(): readonly Rule[] {
    return this.node.findAll().flatMap(rulesOf);
  }
}
