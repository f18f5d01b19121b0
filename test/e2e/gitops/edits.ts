import { first } from '../release';

/** Each edit by hand, and how to see whether it is there. */
interface Edit {
  readonly what: string;
  readonly by: readonly string[];
  readonly look: readonly string[];
  readonly gone: RegExp;
}

/** What somebody might do in haste. */
export const EDITS: readonly Edit[] = [
  {
    what: 'an image',
    by: ['set', 'image', `deployment/${first.fullname}-frontend`, 'app=scaleout/edited:1'],
    look: [
      'get',
      'deployment',
      `${first.fullname}-frontend`,
      '--output',
      'jsonpath={.spec.template.spec.containers[*].image}',
    ],
    gone: /^(?!.*edited)/,
  },
  {
    what: 'a variable of a pod',
    by: ['set', 'env', `deployment/${first.fullname}-backend`, '--containers', 'app', 'DATABASE_HOST=edited'],
    look: [
      'get',
      'deployment',
      `${first.fullname}-backend`,
      '--output',
      'jsonpath={.spec.template.spec.containers[*].env}',
    ],
    gone: /^(?!.*edited)/,
  },
  {
    what: 'a key of a ConfigMap',
    by: [
      'patch',
      'configmap',
      `${first.fullname}-frontend`,
      '--type',
      'merge',
      '--patch',
      '{"data":{"E2E_PUSHED":"edited"}}',
    ],
    look: ['get', 'configmap', `${first.fullname}-frontend`, '--output', 'jsonpath={.data}'],
    gone: /^(?!.*edited)/,
  },
  {
    what: 'a Service',
    by: ['delete', 'service', `${first.fullname}-frontend`],
    look: ['get', 'service', `${first.fullname}-frontend`, '--ignore-not-found', '--output', 'name'],
    gone: /frontend/,
  },
];
