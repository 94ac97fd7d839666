import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Simulators, startSimulators } from '../simulators/simulators.ts';
import { type Stack, startStack } from '../stack/start-stack.ts';
import { type Api, openApi } from './api.ts';
import { startBuyers } from './buyers.ts';
import { cutOf, drawn, intentOf, promptOf } from './cuts.ts';
import { type Outcome, sum, type Tally, tally } from './tally.ts';

/** The clockwork, in milliseconds but for `stopSeconds`. */
export interface Pace {
  leaseMs: number;
  requestMs: number;
  lagMs: number;
  stopSeconds: number;
  /** For each run, after its last intent was accepted. */
  limitMs: number;
}

/** As in production: docs/spend.md. */
export const FULL: Pace = { leaseMs: 10_000, requestMs: 30_000, lagMs: 10_000, stopSeconds: 60, limitMs: 20 * 60_000 };
/** For tests. */
export const SHORT: Pace = { leaseMs: 3_000, requestMs: 3_000, lagMs: 500, stopSeconds: 7, limitMs: 4 * 60_000 };

export interface SpendOptions {
  intents: number;
  seed: number;
  /** Of purchases that are cut, 0 to 1. */
  faultRate: number;
  pace: Pace;
  workers: number;
  say: (line: string) => void;
  /** Called with each run's figures. */
  onRun?: (run: RunName, figures: Tally & { deaths: number; stops: number; seconds: number; reserved: string; spentToday: string }) => void;
}

/**
 * - `plain`: callbacks come, and the listing shows their addresses
 * - `bare-listing`: the listing shows no callback address
 * - `no-public-url`: providers can't reach us, so none is sent
 */
export type RunName = 'plain' | 'bare-listing' | 'no-public-url';

/** Half of the intents are bought in plain, a quarter in each of the two others. */
const SHARES: [RunName, number][] = [
  ['plain', 2],
  ['bare-listing', 1],
  ['no-public-url', 1],
];
const PROVIDERS = [
  { provider: 'luma', model: 'ray-2' },
  { provider: 'replicate', model: 'owner/name' },
];
const ACCEPT_AT_ONCE = 8;
const KILL_EVERY_SECONDS = 20;

/** Buys many generations while everything that can break does; answers what the providers' ledger and our rows say in the end. */
export async function runSpend(options: SpendOptions): Promise<Tally> {
  const { intents, say } = options;
  const dir = await mkdtemp(path.join(tmpdir(), 'workprint-chaos-'));
  const simulators = await startSimulators({ port: 0, ffmpeg: process.env.FFMPEG_PATH, sameFilm: true });
  const stack = await startStack({
    services: ['orchestrator', 'render-worker', 'gateway'],
    dir,
    env: {
      ...{ TASK_QUEUE_PREFIX: `chaos-${randomUUID().slice(0, 8)}-`, LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '1000000' },
      ...{ LUMAAI_API_KEY: 'simulated', LUMA_BASE_URL: simulators.luma },
      ...{ REPLICATE_API_TOKEN: 'simulated', REPLICATE_BASE_URL: simulators.replicate },
      FETCH_ALLOW_HOSTS: new URL(simulators.origin).host,
    },
    ownDatabase: true,
    say,
  });
  try {
    const tallies: Tally[] = [];
    let from = 0;
    for (const [name, share] of SHARES) {
      const last = name === 'no-public-url';
      const count = last ? intents - from : Math.round((intents * share) / 4);
      tallies.push(await run(name, { from, count }, options, { simulators, stack, dir }));
      from += count;
    }
    return sum(tallies);
  } finally {
    await stack.stop();
    await simulators.close();
    await rm(dir, { recursive: true, force: true });
  }
}

interface Stage {
  simulators: Simulators;
  stack: Stack;
  dir: string;
}

async function run(name: RunName, { from, count }: { from: number; count: number }, options: SpendOptions, stage: Stage): Promise<Tally> {
  const { seed, faultRate: rate, pace, workers, say } = options;
  const { simulators, stack, dir } = stage;
  const since = Date.now();
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  const before = simulators.ledger().length;
  simulators.jobs.listCallbacks(name !== 'bare-listing');
  for (const number of numbers) breakConnections(simulators, { seed, rate }, number);
  const buyers = startBuyers({
    count: workers,
    dir,
    seed,
    stopSeconds: pace.stopSeconds,
    killEverySeconds: rate > 0 ? KILL_EVERY_SECONDS : 0,
    env: {
      ...stack.env,
      ...(name === 'no-public-url' ? { PUBLIC_URL: '' } : {}),
    },
    plan: JSON.stringify({ seed, rate, leaseMs: pace.leaseMs, requestMs: pace.requestMs, lagMs: pace.lagMs }),
  });
  try {
    const api = await openApi(stack.url, stack.env.DATABASE_URL as string);
    const accepted = await accept(api, seed, numbers);
    say(`${name}: ${count} intents accepted`);
    const outcomes = await settled(api, accepted, pace.limitMs, (left) => say(`${name}: ${left} to go`));
    const purchases = simulators
      .ledger()
      .slice(before)
      .map(({ prompt }) => intentOf(prompt) ?? -1);
    const figures = tally(outcomes, purchases);
    const seconds = Math.round((Date.now() - since) / 1000);
    options.onRun?.(name, { ...figures, ...buyers.counts(), seconds, ...(await api.spending()) });
    return figures;
  } finally {
    await buyers.stop();
  }
}

/** The provider's part of the cuts: an answer that takes long enough to die in, and one that breaks off. */
function breakConnections(simulators: Simulators, plan: { seed: number; rate: number }, number: number): void {
  const cut = cutOf(plan, number, 0);
  const match = `#${number} `;
  if (cut === 'after-send') simulators.addFault({ kind: 'slow', match, delayMs: 1_500 });
  if (cut === 'mid-body') simulators.addFault({ kind: 'cut-body', match });
}

/** Accepts all of them, a few at a time. The generation of each. */
async function accept(api: Api, seed: number, numbers: readonly number[]): Promise<Map<string, number>> {
  const accepted = new Map<string, number>();
  const left = [...numbers];
  const lane = async (): Promise<void> => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      const which = PROVIDERS[Math.floor(drawn(seed, number, 5) * PROVIDERS.length)];
      accepted.set(await api.generate({ ...which, prompt: promptOf(number), length: 5, idempotencyKey: `chaos-${number}` }), number);
    }
  };
  await Promise.all(Array.from({ length: ACCEPT_AT_ONCE }, lane));
  return accepted;
}

const OVER = ['COMPLETED', 'FAILED', 'CANCELED', 'PARKED'];

/** Waits until all have ended or are parked, or the time is up. */
async function settled(
  api: Api,
  accepted: ReadonlyMap<string, number>,
  limitMs: number,
  onLook: (left: number) => void,
): Promise<Outcome[]> {
  for (const until = Date.now() + limitMs; ; ) {
    const statuses = await api.statuses();
    const outcomes = [...accepted].map(([id, intent]) => ({ intent, status: statuses.get(id) ?? 'MISSING' }));
    const left = outcomes.filter(({ status }) => !OVER.includes(status)).length;
    if (left === 0 || Date.now() > until) return outcomes;
    onLook(left);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  }
}
