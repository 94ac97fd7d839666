import type { AvcProbe } from '../../media.ts';

/**
 * The number of the encoder's own parameter sets in outputs that copy: sources nearly always have number 0, and one sample
 * description holds both.
 */
export const OWN_SETS_ID = 7;

const PREFIX = { sps: 4, pps: 1 };

/** seq_parameter_set_id or pic_parameter_set_id of a NAL unit, hex; NaN where it is cut off. */
export function parameterSetId(kind: 'sps' | 'pps', hex: string): number {
  // A NAL unit's header, in an SPS profile, constraints and level, come before it. No emulation prevention can stand so early.
  const bits = [...hex.slice(2 * PREFIX[kind], 2 * PREFIX[kind] + 16)]
    .map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0'))
    .join('');
  const zeros = bits.indexOf('1');
  // Exponential Golomb: as many bits follow the first one as zeros come before it.
  return zeros < 0 || bits.length < 2 * zeros + 1 ? Number.NaN : Number.parseInt(bits.slice(zeros, 2 * zeros + 1), 2) - 1;
}

/** A stream's sets by kind and number ("sps 0"); null where one number stands for two sets. */
export function numberedSets({ sps, pps }: Pick<AvcProbe, 'sps' | 'pps'>): Map<string, string> | null {
  const sets = new Map<string, string>();
  for (const [kind, list] of [
    ['sps', sps],
    ['pps', pps],
  ] as const)
    for (const hex of list) {
      const name = `${kind} ${parameterSetId(kind, hex)}`;
      if ((sets.get(name) ?? hex) !== hex) return null;
      sets.set(name, hex);
    }
  return sets;
}

/** Whether one sample description can hold both: no number means two sets. */
export const agree = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  [...a].every(([name, hex]) => (b.get(name) ?? hex) === hex);
