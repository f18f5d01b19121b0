export { databaseCollector } from './database';
export { poolerCollector } from './pooler';
export { memberName, replicationCollector } from './replication';
