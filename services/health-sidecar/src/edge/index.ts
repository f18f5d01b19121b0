export { edgeCollector } from './collector';
