import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulators } from '../../../tools/simulators/simulators.ts';
import { instantSimulators, simulatedProvider } from '../test/simulated.ts';
import { openInputChecks } from './input-schema.ts';
import { FailureError, type Provider } from './port.ts';

let simulators: Simulators;
let replicate: Provider;
beforeAll(async () => {
  simulators = await instantSimulators();
  replicate = simulatedProvider(simulators, 'replicate');
});
afterAll(() => simulators.close());
afterEach(() => simulators.jobs.reset());

/** The failure's message and path; null: nothing is wrong. */
const checked = async (
  input: Record<string, unknown>,
  { model = 'owner/name', direct = false, provider = replicate, checks = openInputChecks() } = {},
) => {
  const intent = { model, kind: 'VIDEO', prompt: null, input, direct };
  try {
    await checks.check(provider, intent, provider.describeInput(intent));
    return null;
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const { code, message, path, retryable } = error.failure;
    return { code, message, path, retryable };
  }
};
const prompt = 'a river';
const cog = (schemas: object) => ({ openapi: '3.0.2', components: { schemas } });

describe('an input, against what the model publishes', () => {
  it('is named by the key of the timeline or the mutation that is wrong', async () => {
    expect(await checked({ prompt, length: 90 })).toEqual({
      ...{ code: 'INVALID_INPUT', retryable: false, path: 'length' },
      message: 'replicate: length must be <= 60 (as owner/name publishes)',
    });
    const ratio = await checked({ prompt, aspectRatio: '5:4', seed: 'x' });
    expect(ratio?.message).toContain('aspectRatio must be equal to one of the allowed values: "16:9", "9:16"');
    expect(ratio?.message).toContain('seed must be integer');
    expect((await checked({}))?.message).toContain('prompt is missing');
    const own = { seed: 1.5 };
    expect((await checked({ prompt, ...own }))?.path).toBe('seed');
    expect((await checked({ prompt, input: own }))?.path).toBe('input.seed');
    expect((await checked({ prompt, ...own }, { direct: true }))?.path).toBe('input.seed');
    expect((await checked({ prompt, length: 0.5, aspectRatio: 'x' }, { direct: true }))?.path).toBe('aspectRatio');
    expect((await checked({ prompt, length: 90 }, { model: 'owner/name:abc' }))?.path).toBe('length');
  });

  it('is let pass where it fits, where numbers are written as text, and with keys that nobody names', async () => {
    expect(await checked({ prompt, length: 5, aspectRatio: '9:16', seed: '7', other: true })).toBeNull();
  });

  it('is let pass where there is no schema, or none to be had or understood', async () => {
    const wrong = { prompt, length: 90 };
    expect(await checked(wrong, { model: 'a'.repeat(64) })).toBeNull();
    simulators.addFault({ kind: 'http-model' });
    expect(await checked(wrong)).toBeNull();
    expect(await checked({ prompt, length: 5, seed: 'x' }, { provider: simulatedProvider(simulators, 'luma') })).toBeNull();
    const odd = cog({ Input: { type: 'object', properties: { duration: { $ref: '#/components/schemas/Gone' } } } });
    expect(await checked(wrong, { provider: publishing(async () => odd) })).toBeNull();
  });

  it('reads what OpenAPI 3.0 says in its own way, and runs no regular expression', async () => {
    const properties = {
      prompt: { type: 'string', pattern: '^(a+)+$' },
      duration: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9 },
      mode: { allOf: [{ $ref: '#/components/schemas/mode' }], nullable: true },
    };
    const provider = publishing(async () => cog({ Input: { type: 'object', properties }, mode: { type: 'string', enum: ['pro'] } }));
    expect(await checked({ prompt: `${'a'.repeat(40)}!`, length: 5, mode: 'pro' }, { provider })).toBeNull();
    expect((await checked({ prompt, length: 10, mode: 'std' }, { provider }))?.message).toMatch(/length must be <= 9; mode must .* "pro"/);
  });

  it('asks for a schema once in ten minutes, and after a minute when it could not be had', async () => {
    let now = 0;
    let asked = 0;
    const checks = openInputChecks(() => now);
    const provider = publishing(async () => {
      asked++;
      if (asked === 1) throw new Error('away');
      return cog({ Input: { type: 'object', required: ['image'] } });
    });
    const look = async (at: number) => {
      now = at;
      return [(await checked({ prompt }, { provider, checks })) !== null, asked];
    };
    expect(await look(0)).toEqual([false, 1]);
    expect(await look(59_000)).toEqual([false, 1]);
    expect(await look(61_000)).toEqual([true, 2]);
    expect(await look(600_000)).toEqual([true, 2]);
    expect(await look(662_000)).toEqual([true, 3]);
  });
});

const publishing = (openApi: () => Promise<object>): Provider => ({
  ...replicate,
  published: { openApi, neutral: { duration: 'length' } },
});
