export { fromEnvironment } from './environment';
export { parseConfiguration, readConfigurationFile } from './read';
export { configurationSchema, type Configuration, type ConfigurationInput } from './schema';
export { ConfigurationFile } from './watch';
