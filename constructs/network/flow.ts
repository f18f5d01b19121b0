/** Flows: who opens connections to whom. Said where a connection is made, and nowhere else: policies and the picture follow from them. */
import type { IConstruct } from 'constructs';
import type { Param } from '../values/expr';

/** Somebody outside the stack: values say who that is. */
export type Outsider =
  /** Who comes in by the edge. */
  | 'clients'
  /** Who reads metrics: Prometheus. */
  | 'scrapers'
  /** The API server of Kubernetes. */
  | 'api-server'
  /** A server that is there already, at an address of the values. */
  | 'others';

/** One end of a flow: the pods of a component, or somebody outside. */
export type End = { readonly component: string } | { readonly outside: Outsider };

/** What flows. */
export interface FlowSpec {
  readonly from: End;
  readonly to: End;
  /** Ports of the pods, not of their Service: policies act after it. Of `api-server` they are the values' own. */
  readonly ports: readonly Param<number>[];
  /** What it is for, in one or two words: an arrow of the picture. */
  readonly purpose: string;
  /** It is there only when this holds. @default true */
  readonly when?: Param<boolean>;
}

const flows = new WeakMap<IConstruct, FlowSpec[]>();

/** Says that connections are opened; `scope` is the construct that makes it so. */
export function addFlow(scope: IConstruct, spec: FlowSpec): void {
  const known = flows.get(scope);
  if (known === undefined) flows.set(scope, [spec]);
  else known.push(spec);
}

/** All flows of a tree. */
export const flowsBelow = (root: IConstruct): readonly FlowSpec[] =>
  root.node.findAll().flatMap((scope) => flows.get(scope) ?? []);

/** The components of some flows, each once. */
export const componentsOf = (of: readonly FlowSpec[]): readonly string[] => [
  ...new Set(of.flatMap(({ from, to }) => [from, to]).flatMap((end) => ('component' in end ? [end.component] : []))),
];
