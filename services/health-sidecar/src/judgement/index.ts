export * from './deep';
export * from './probes';
export { httpStatusOf, worstOf, type Judged } from './worst';
