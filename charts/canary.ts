/** A second version of a service, beside it, for a part of its clients. */
import type { Construct } from 'constructs';
import { bool, group, int } from '../constructs/values/fields';
import type { Resolved } from '../constructs/values/props';
import { imageValues, type WebServiceSchema } from '../constructs/workload/values';
import { WebService } from '../constructs/workload/web-service';

/** The values of a canary. */
export const canaryValues = (repository: string) =>
  group(
    'Another version beside it, for the clients that `canaryPercent` of the routes of the edge says; all else is as the service has it.',
    {
      enabled: bool(false, 'Run it. To promote it, give its image to the service, and switch it off.'),
      replicas: int(1, [1, 1000], 'Number of its pods; it is not scaled by itself.'),
      image: imageValues(repository),
    },
  );

/** Its values, as they are used. */
export type Canary = Resolved<ReturnType<typeof canaryValues>>;

/**
 * Adds the canary of a service.
 *
 * @param id short, as `-headless` and the name of the stack have to fit into 63 characters beside it
 */
export const addCanary = (
  scope: Construct,
  id: string,
  versionOf: WebService,
  values: Resolved<WebServiceSchema>,
  canary: Canary,
): WebService =>
  new WebService(scope, id, {
    ...values,
    versionOf,
    image: canary.image,
    replicas: canary.replicas,
    autoscaling: { ...values.autoscaling, enabled: false },
    when: canary.enabled,
  });
