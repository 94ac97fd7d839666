import { type OutputRequest, type OutputSettings, resolveOutput } from '../src/index.ts';
import { must } from './render.ts';

export const canvas = { width: 640, height: 360, fps: { num: 30, den: 1 }, background: '#000000' };

/** What a request for one output of a small canvas comes to. */
export const settings = (request: OutputRequest, preset?: string): OutputSettings => must(resolveOutput(canvas, preset, request));

/** What is wrong with it: `fps OUT_OF_RANGE`. */
export const refusals = (request: OutputRequest, preset?: string): string[] => {
  const result = resolveOutput(canvas, preset, request);
  return result.ok ? [] : result.problems.map((p) => `${p.path.join('.')} ${p.code}`);
};
