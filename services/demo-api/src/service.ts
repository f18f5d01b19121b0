import { defineService } from '@scaleout/runtime';
import { config, version } from '../package.json';
import { addHello } from './hello';
import { addWork } from './work';

/** The demonstration's API: says who answered, and works on request. */
export const demoApi = defineService({
  name: 'demo-api',
  version,
  ...config,
  env: {},
  register: (app, { identity }) => {
    addHello(app, identity);
    addWork(app, identity);
  },
});
