export { CollectorError, type Collector, type Reading, type Schedule } from './collector';
export type { Configuration, ConfigurationInput } from './configuration';
export type { Plugin, PluginTools } from './plugins';
