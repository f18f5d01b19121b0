/** Names and labels of one installation of a stack, as expressions over its values and its release. */
import type { StackContext } from '../constructs/stack-context';
import { Expr, type Param, type ReleaseField } from '../constructs/values/expr';
import { helper } from '../constructs/values/helper';
import { choose, contains, include, isSet, str, trimSuffix, truncate } from '../constructs/values/ops';
import { merge } from '../constructs/values/template';
import type { Refs } from '../constructs/values/refs';
import { VERSION } from '../constructs/version';
import type { z } from 'zod';
import type { globalValues } from './global-values';

/** Longest start of a name: leaves room for `-COMPONENT-headless` and a pod's own suffix within 63 characters. */
export const FULLNAME_LENGTH = 40;

/** The part of a values schema that every stack has. */
export type GlobalRefs = Refs<{
  [K in keyof ReturnType<typeof globalValues>]: z.output<ReturnType<typeof globalValues>[K]>;
}>;

const release = (field: ReleaseField) => new Expr<string>('string', { op: 'release', field });
const cut = (text: Param<string>): Param<string> => trimSuffix(truncate(text, FULLNAME_LENGTH), '-');

/** The context of a stack whose values are not known yet. */
export function namesOf(stack: string, values: GlobalRefs): StackContext {
  const name = include(
    helper<string>(
      { name: 'name', doc: 'The name of the application.', token: true },
      choose(isSet(values.nameOverride), values.nameOverride, stack),
    ),
  );
  const fullname = include(
    helper<string>(
      {
        name: 'fullname',
        doc: 'The start of every object name. A release that is called like the chart is not named twice.',
        token: true,
      },
      choose(
        isSet(values.fullnameOverride),
        cut(values.fullnameOverride),
        choose(contains(release('name'), name), cut(release('name')), cut(str`${release('name')}-${name}`)),
      ),
    ),
  );
  const selectorLabels = include(
    helper<Record<string, string>>(
      { name: 'selectorLabels', doc: "Labels that tell this release's pods from all others; they never change." },
      { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': release('name') },
    ),
  );
  const labels = include(
    helper<Record<string, string>>(
      { name: 'labels', doc: 'Labels of every object; the component is added by each.' },
      merge<Record<string, string>>(selectorLabels, {
        'app.kubernetes.io/part-of': stack,
        'app.kubernetes.io/version': release('version'),
        'app.kubernetes.io/managed-by': release('service'),
      }),
    ),
  );
  return {
    name: stack,
    version: release('version'),
    fullname,
    labels,
    selectorLabels,
    pods: values.global,
    release: { name: stack, namespace: 'default', service: 'scaleout', version: VERSION },
  };
}
