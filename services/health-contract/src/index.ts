export * from './catalogue';
export * from './answers';
export * from './names';
