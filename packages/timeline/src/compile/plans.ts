import type { OutputSettings } from '../output.ts';
import type { Plan } from '../plan.ts';
import type { Problem, Result } from '../problems.ts';
import { type Asked, type CompileInput, compileGroup } from './plan.ts';

export interface CompileAllInput extends Omit<CompileInput, 'output' | 'only'> {
  /** At least one. */
  outputs: readonly OutputSettings[];
}

/**
 * Timeline and probed sources → the plans of all outputs: one for those that show the same frames, so that they are composed once.
 * Problems as compileGroup's, each once.
 */
export function compilePlans({ outputs, ...input }: CompileAllInput): Result<Plan[]> {
  const plans: Plan[] = [];
  const problems = new Map<string, Problem>();
  let firstChunk = 0;
  for (const group of grouped(outputs)) {
    const compiled = compileGroup(input, group, firstChunk);
    if (compiled.ok) {
      plans.push(compiled.value);
      firstChunk += compiled.value.chunks.length;
    } else for (const p of compiled.problems) problems.set(JSON.stringify(p), p);
  }
  return problems.size > 0 ? { ok: false, problems: [...problems.values()] } : { ok: true, value: plans };
}

/** Frames are the same at one rate on one background, a still is one of them alone; sound alone goes with any of its rate. */
function grouped(outputs: readonly OutputSettings[]): Asked[][] {
  const groups = new Map<string, Asked[]>();
  const rate = ({ fps }: OutputSettings) => `${fps.num}/${fps.den}`;
  const asked = outputs.map((settings, index) => ({ index, settings }));
  const frames = ({ once }: OutputSettings) => (once?.kind === 'still' ? ` still ${once.at}` : '');
  const put = (name: string, one: Asked) => groups.set(name, [...(groups.get(name) ?? []), one]);
  for (const one of asked) if (one.settings.codec !== null) put(`${rate(one.settings)} ${one.settings.alpha}${frames(one.settings)}`, one);
  for (const one of asked)
    if (one.settings.codec === null)
      put(
        [...groups.keys()].find((name) => name.startsWith(`${rate(one.settings)} `) && !name.includes('still')) ??
          `${rate(one.settings)} false`,
        one,
      );
  return [...groups.values()];
}
