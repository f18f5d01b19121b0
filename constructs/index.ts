/** The library: constructs for any cdk8s app. */
export * from './errors';
export * from './manifest';
export * from './stack-context';
export * from './values/expr';
export * from './values/fields';
export { helper, type HelperSpec } from './values/helper';
export * from './values/ops';
export type { Params, PropsOf, Resolved } from './values/props';
export { block, refs, type Refs } from './values/refs';
export { Rule, rulesOf, type RuleSpec } from './values/rules';
export { each, field, items, merge, passed, text, when, type Lines, type Template } from './values/template';
export { SmokeTest, smokeTestValues, type SmokeTestProps } from './workload/smoke-test';
export { webServiceValues, type WebServiceDefaults, type WebServiceSchema } from './workload/values';
export { WebService, type Sidecar, type WebServiceProps } from './workload/web-service';
