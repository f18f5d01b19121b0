/** The reference stack, written in the language that a library user has: values in place of literals, nothing else. */
import { z } from 'zod';
import { SmokeTest, smokeTestValues } from '../constructs/workload/smoke-test';
import { FASTNEXT, webServiceValues } from '../constructs/workload/values';
import { WebService } from '../constructs/workload/web-service';
import { globalValues } from './global-values';
import { PRESETS } from './presets';
import { defineStack } from './stack';

/** The demo that stands in for the API, and asks in the smoke test, as it has Node.js in it. */
const DEMO_API = 'scaleout/demo-api';

export const fastnext = defineStack({
  name: 'fastnext',
  description: 'A horizontally scaled web application: backend and frontend with autoscaling and safe roll-outs',
  keywords: ['web', 'autoscaling', 'high-availability', 'backend', 'frontend'],
  presets: PRESETS,
  schema: z.strictObject({
    ...globalValues(),
    backend: webServiceValues('The API.', {
      image: DEMO_API,
      port: 8000,
      replicas: [3, 20],
      source: FASTNEXT,
      cpu: ['250m', '1'],
      memory: ['256Mi', '512Mi'],
    }),
    frontend: webServiceValues('The web pages.', {
      image: 'scaleout/demo-web',
      port: 3000,
      replicas: [2, 10],
      source: FASTNEXT,
      cpu: ['100m', '500m'],
      memory: ['128Mi', '256Mi'],
      reservedEnv: ['BACKEND_URL'],
    }),
    smokeTest: smokeTestValues(DEMO_API),
  }),
  build: (stack, values) => {
    const backend = new WebService(stack.chart('backend'), 'backend', values.backend);
    const frontend = new WebService(stack.chart('frontend'), 'frontend', values.frontend);
    frontend.connect(backend);
    new SmokeTest(stack.chart('smoke-test'), 'smoke-test', {
      ...values.smokeTest,
      urls: [backend.healthUrl, frontend.healthUrl],
    });
  },
});
