import { describe, expect, it } from '@jest/globals';
import {
  allotPlan,
  chunkCommand,
  chunkInputs,
  compilePlans,
  firstPassOf,
  measurePlan,
  type OutputRequest,
  type Plan,
  parseTimeline,
  resolveOutput,
} from '../src/index.ts';
import { canvas, library } from './described.ts';
import { must } from './render.ts';
import { toolchain } from './sources.ts';

/** Three chunks of two seconds each. */
const planOf = (...requests: OutputRequest[]): Plan => {
  const clips = [0, 2, 4].map((start) => ({ type: 'video', src: `asset:v${start}`, start, length: 2 }));
  const timeline = must(parseTimeline({ version: 1, canvas, tracks: [{ clips }] }));
  const assets = Object.fromEntries([0, 2, 4].map((start) => [`v${start}`, library(`v${start}`)]));
  const outputs = requests.map((request) => must(resolveOutput(timeline.canvas, null, request)));
  const [plan] = must(compilePlans({ timeline, outputs, assets, generated: {}, toolchain, cuts: [60, 120] }));
  return plan!;
};

/** What a first pass found: so many bits for each chunk, in all its encodings. */
const found = (measured: Plan, bits: number[]) => new Map(measured.chunks.flatMap((c, i) => c.encoded.map((e) => [e.key, bits[i]!])));

const allotted = (plan: Plan, bits: number[], reached: Record<number, number[]> = {}): Plan => {
  const measured = measurePlan(plan, 0, toolchain)!;
  const result = allotPlan(plan, measured, found(measured, bits), reached, toolchain);
  if (!result.ok) throw new Error('unreachable');
  return result.plan;
};
const keys = (plan: Plan): string[] => plan.chunks.map((c) => c.encoded[0]!.key);
const rates = (plan: Plan, encoding = 0): number[] => plan.chunks.map((c) => c.encoded[encoding]!.kbps!);
const command = (plan: Plan, mode: 'encode' | 'measure', outputs: (string | null)[] = ['/out']): string[] => {
  const chunk = plan.chunks[0]!;
  const inputs = Object.fromEntries(chunkInputs(chunk).map(({ id }) => [id, '/in']));
  return chunkCommand(plan, chunk, { inputs, outputs }, { mode });
};

describe('the level of H.264', () => {
  it('rises with the largest rate that is promised, two seconds of which decoders must hold', () => {
    const level = (maxRateKbps?: number) => {
      const args = command(planOf({ width: 1920, height: 1080, ...(maxRateKbps ? { maxRateKbps } : {}) }), 'encode');
      return args[args.indexOf('-level:v') + 1];
    };
    expect([undefined, 8000, 15_625, 15_626, 39_062, 39_063, 50_000].map(level)).toEqual(['4.0', '4.0', '4.0', '4.1', '4.1', '5.0', '5.0']);
  });
});

const EQUAL = [1_000_000, 1_000_000, 1_000_000];
const TWICE: OutputRequest = { bitrateKbps: 4000, twoPass: true };

describe('the first pass', () => {
  it('is needed only where bits go to the chunks that need them', () => {
    for (const request of [{}, { crf: 18 }, { bitrateKbps: 4000 }, { maxRateKbps: 4000 }, { format: 'gif', maxBytes: 100_000 }])
      expect(measurePlan(planOf(request), 0, toolchain)).toBeNull();
    expect(measurePlan(planOf({}, TWICE), 7, toolchain)).toMatchObject({
      firstChunk: 7,
      outputs: [],
      audio: null,
      encodings: [{ crf: 20 }],
    });
  });

  it('is the same whatever rate or size is asked for, but not for other pictures, and has keys of its own', () => {
    const of = (request: OutputRequest) => keys(measurePlan(planOf(request), 0, toolchain)!);
    const first = of(TWICE);
    for (const request of [
      { ...TWICE, bitrateKbps: 9000 },
      { maxBytes: 900_000 },
      { ...TWICE, maxRateKbps: 9000 },
      { ...TWICE, speed: 'SLOW' },
    ])
      expect(of(request)).toEqual(first);
    for (const request of [
      { ...TWICE, codec: 'h265' },
      { ...TWICE, width: 640, height: 360 },
    ])
      expect(of(request)).not.toEqual(first);
    expect(first.filter((key) => keys(planOf(TWICE)).includes(key))).toEqual([]);
  });

  it('is one for outputs that differ in nothing else', () => {
    const plan = planOf(TWICE, { maxBytes: 2_000_000 }, { ...TWICE, format: 'webm' });
    expect(plan.encodings).toHaveLength(3);
    expect(measurePlan(plan, 0, toolchain)!.encodings.map((e) => e.codec)).toEqual(['h264', 'vp9']);
  });
});

describe('rates', () => {
  it('are in the keys: chunks whose rate stays are used again, others are not', () => {
    const [equal, harder] = [allotted(planOf(TWICE), EQUAL), allotted(planOf(TWICE), [1_000_000, 3_000_000, 1_000_000])];
    expect(rates(harder)[1]! / rates(harder)[0]!).toBeCloseTo(3, 0);
    expect(keys(harder).filter((key) => keys(equal).includes(key))).toEqual([]);
    const same = (a: Plan, b: Plan): boolean[] => rates(a).map((rate, i) => rate === rates(b)[i]);
    const other = allotted(planOf(TWICE), [1_000_000, 1_060_000, 1_000_000]);
    expect(keys(other).map((key, i) => key === keys(equal)[i])).toEqual(same(other, equal));
  });

  it('make equal chunks of whatever they were allotted for', () => {
    const bytes = planOf({ maxBytes: 3_200_000, audioBitrateKbps: 128 });
    const sized = allotted(bytes, EQUAL);
    const averaged = allotted(planOf({ bitrateKbps: Math.min(...rates(sized)), twoPass: true }), EQUAL);
    const alike = [0, 1, 2].filter((i) => rates(averaged)[i] === rates(sized)[i]);
    expect(alike.length).toBeGreaterThan(0);
    expect(alike.map((i) => keys(averaged)[i])).toEqual(alike.map((i) => keys(sized)[i]));
  });

  it('are spent on the pictures alone, and less of them where a file is told to be smaller', () => {
    const plan = planOf({ maxBytes: 2_000_000, audioBitrateKbps: 320 });
    const kbit = (one: Plan): number => rates(one).reduce((sum, kbps) => sum + kbps * 2, 0);
    const whole = kbit(allotted(plan, EQUAL));
    expect(whole).toBeLessThanOrEqual(16_000 - 6 * 320);
    expect(whole).toBeGreaterThan((16_000 - 6 * 320) * 0.9);
    // Twice the bits there were for pictures came out: the next try has half of them, whatever the sound takes.
    const sound = 6 * 40_000;
    const once = kbit(allotted(plan, EQUAL, { 0: [2_000_000 * 2 - sound] }));
    expect(once / whole).toBeGreaterThan(0.42);
    expect(once / whole).toBeLessThan(0.52);
    expect(kbit(allotted(plan, EQUAL, { 0: [2_000_000 * 2 - sound, 2_100_000] }))).toBeLessThan(once);
    expect(kbit(allotted(plan, EQUAL, { 1: [4_000_000] }))).toBe(whole);
  });

  it('do not exist when the sound alone is too much', () => {
    const plan = planOf({ maxBytes: 120_000, audioBitrateKbps: 320 });
    const measured = measurePlan(plan, 0, toolchain)!;
    const result = allotPlan(plan, measured, found(measured, EQUAL), {}, toolchain);
    expect(result).toMatchObject({ ok: false, unreachable: { index: 0 } });
  });

  it('leave the other encodings of the plan as they are', () => {
    const plan = planOf({ crf: 20 }, TWICE);
    const rated = allotted(plan, EQUAL);
    expect(keys(rated)).toEqual(keys(plan));
    expect(rates(rated, 0)).toEqual([undefined, undefined, undefined]);
    expect(rates(rated, 1).every((kbps) => kbps > 3500 && kbps < 4500)).toBe(true);
    expect(new Set([...plan.chunks, ...rated.chunks].map((c) => c.key)).size).toBe(6);
  });
});

describe('commands', () => {
  it('look at a chunk of H.264, H.265 or VP9 twice, with the same file between, and once at others', () => {
    for (const codec of ['h264', 'h265']) {
      const plan = allotted(planOf({ ...TWICE, codec }), EQUAL);
      expect(firstPassOf(plan, plan.chunks[0]!, ['/out'])).toEqual(['/out']);
      const [first, second] = [command(plan, 'measure').join(' '), command(plan, 'encode').join(' ')];
      expect(first).toMatch(/pass=1:stats=pass-0\.log.* -f null .*-$/);
      expect(second).toMatch(/pass=2:stats=pass-0\.log.*file:\/out$/);
      expect(second).toContain(`-b:v ${rates(plan)[0]}k`);
    }
    const webm = allotted(planOf({ ...TWICE, format: 'webm' }), EQUAL);
    for (const [mode, number] of [
      ['measure', 1],
      ['encode', 2],
    ] as const)
      expect(command(webm, mode).join(' ')).toContain(`-pass:v ${number} -passlogfile:v pass-0.log`);
    for (const codec of [{ alpha: true }, { codec: 'av1' }]) {
      const plan = allotted(planOf({ ...TWICE, format: 'webm', ...codec }), EQUAL);
      expect(firstPassOf(plan, plan.chunks[0]!, ['/out'])).toBeNull();
      expect(command(plan, 'encode').join(' ')).toContain(`-b:v ${rates(plan)[0]}k`);
    }
  });

  it('look twice only at what is wanted and has two passes', () => {
    const plan = allotted(planOf({ crf: 20 }, TWICE), EQUAL);
    expect(firstPassOf(plan, plan.chunks[0]!, ['/a', '/b'])).toEqual([null, '/b']);
    expect(firstPassOf(plan, plan.chunks[0]!, ['/a', null])).toBeNull();
    expect(command(plan, 'measure', [null, '/b']).filter((arg) => arg === '-map')).toHaveLength(1);
    const both = command(plan, 'encode', ['/a', '/b']);
    expect(both.filter((arg) => arg.includes('pass=2'))).toHaveLength(1);
    // ffmpeg numbers outputs: the one with two passes is the first both times.
    expect(both.indexOf('file:/b')).toBeLessThan(both.indexOf('file:/a'));
  });

  it('tell the encoder of a buffer smaller than the player has, and no average above it', () => {
    const args = command(planOf({ maxRateKbps: 4000, bitrateKbps: 4000 }), 'encode');
    const [, rate, size] = /vbv-maxrate=(\d+):vbv-bufsize=(\d+)/.exec(args.join(' ')) ?? [];
    expect([Number(rate), Number(size)]).toEqual([3500, 7000]);
    expect(args[args.indexOf('-b:v') + 1]).toBe('3500k');
    expect(command(planOf({}), 'encode').join(' ')).not.toContain('vbv');
  });

  it('give x265 the level of the largest rate, whatever the chunk', () => {
    const level = (request: OutputRequest) =>
      /level-idc=([\d.]+)/.exec(command(planOf({ codec: 'h265', ...request }), 'encode').join(' '))?.[1];
    expect(level({})).toBeUndefined();
    expect(level({ maxRateKbps: 5000 })).toBe('3.1');
    expect(level({ maxRateKbps: 5001 })).toBe('4');
    expect(level({ maxRateKbps: 100_000 })).toBe('6.2');
  });
});
