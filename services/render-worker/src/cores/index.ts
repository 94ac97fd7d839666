export { type Cores, openCores } from './cores.ts';
export { onCores } from './on-cores.ts';
export { tunerOf } from './tuner.ts';
