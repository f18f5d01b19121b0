/** The part of the values schema that holds for the whole stack. */
import { z } from 'zod';
import { optionalName, token } from '../constructs/values/fields';

const registry = token(
  '',
  /^([a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*)?$/,
  'the host of a registry, with a path if need be',
  'Registry put before every image name. Empty: as the image names say.',
);
const pullSecret = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'the name of a Secret'),
});

/** Values of every stack. `global` is open: a parent chart shares it with all its charts. */
export const globalValues = () => ({
  nameOverride: optionalName('', "Name in place of the chart's, in labels and object names."),
  fullnameOverride: optionalName('', 'Start of every object name. Empty: from the release.'),
  global: z
    .object({
      imageRegistry: registry,
      imagePullSecrets: z
        .array(pullSecret)
        .default([])
        .meta({ description: 'Secrets to pull images with, as Kubernetes takes them: `- name: x`.' }),
    })
    .prefault({})
    .meta({ description: 'What all charts of a release share.', additionalProperties: true }),
});
