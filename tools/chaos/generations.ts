import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulators } from '../simulators/simulators.ts';
import { startStack } from '../stack/start-stack.ts';
import { type Api, openApi } from './api.ts';

export interface GenerationsOptions {
  /** How many are asked for in one moment. */
  count: number;
  /** By how many workspaces, each with a key of its own, in turn. */
  workspaces: number;
  /** Ends with the last answer: nobody looks what becomes of them. */
  answersOnly: boolean;
  say: (line: string) => void;
}

/** What became of generations that were asked for all at once. */
export interface GenerationFigures {
  count: number;
  workspaces: number;
  /** Of the machine in the minute before. */
  load: number;
  /** Milliseconds until the answer with its id and estimate. */
  ackMsP50: number;
  ackMsMax: number;
  /** Asked for without an answer that takes them. */
  refused: number;
  /** Null, as what follows: nobody looked. */
  completed: number | null;
  /** Bought beyond the first of each. */
  doubles: number | null;
  /** Taken, and not COMPLETED when the time was up. */
  lost: number | null;
  /** From the first question to the last end. */
  seconds: number | null;
}

const PROVIDERS = [
  { provider: 'luma', model: 'ray-2' },
  { provider: 'replicate', model: 'owner/name' },
  { provider: 'fal', model: 'fal-ai/minimax/video-01' },
];
const LIMIT_MS = 15 * 60_000;
const LOOK_MS = 500;
/** Milliseconds that an answer may take. */
const MOST_ACK_MS = 1000;

export const areGood = ({ count, ackMsMax, refused, completed, doubles }: GenerationFigures): boolean =>
  refused === 0 && ackMsMax < MOST_ACK_MS && (completed ?? count) === count && (doubles ?? 0) === 0;

/** Asks for many generations in one moment, of all providers in turn, and waits for their ends. */
export async function runGenerations({ count, workspaces, answersOnly, say }: GenerationsOptions): Promise<GenerationFigures> {
  const dir = await mkdtemp(path.join(tmpdir(), 'workprint-generations-'));
  const simulators = await startSimulators({ port: 0, ffmpeg: process.env.FFMPEG_PATH, sameFilm: true });
  const stack = await startStack({
    services: ['orchestrator', 'render-worker', 'ai-worker', 'gateway'],
    dir,
    env: {
      ...{ TASK_QUEUE_PREFIX: `chaos-${randomUUID().slice(0, 8)}-`, LOG_LEVEL: 'warn', REQUESTS_PER_MINUTE: '1000000' },
      ...{ LUMAAI_API_KEY: 'simulated', LUMA_BASE_URL: simulators.luma },
      ...{ REPLICATE_API_TOKEN: 'simulated', REPLICATE_BASE_URL: simulators.replicate },
      ...{ FAL_KEY: 'simulated', FAL_BASE_URL: simulators.fal, FAL_JWKS_URL: `${simulators.fal}/.well-known/jwks.json` },
      FETCH_ALLOW_HOSTS: new URL(simulators.origin).host,
    },
    ownDatabase: true,
    say,
  });
  try {
    const apis = await Promise.all(Array.from({ length: workspaces }, () => openApi(stack.url, stack.env.DATABASE_URL as string)));
    await Promise.all(apis.map((api) => api.statuses())); // the first question opens the gateway's connections
    const load = Math.round((loadavg()[0] ?? 0) * 100) / 100;
    const since = performance.now();
    const acks = await askAtOnce(apis, count, (trouble) => say(`refused: ${trouble}`));
    say(`${acks.length} of ${count} taken, the last after ${Math.round(acks.at(-1) ?? 0)} ms`);
    const [ackMsP50, ackMsMax] = [acks[Math.floor(acks.length / 2)] ?? 0, acks.at(-1) ?? 0].map(Math.round) as [number, number];
    const answered = { count, workspaces, load, ackMsP50, ackMsMax, refused: count - acks.length };
    if (answersOnly) return { ...answered, completed: null, doubles: null, lost: null, seconds: null };
    const completed = await ended(apis, acks.length, (left) => say(`${left} to go`));
    const seconds = Math.round((performance.now() - since) / 100) / 10;
    const doubles = simulators.ledger().length - new Set(simulators.ledger().map(({ prompt }) => prompt)).size;
    return { ...answered, completed, doubles, lost: acks.length - completed, seconds };
  } finally {
    await stack.stop();
    await simulators.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** How long each that was taken took to be answered, milliseconds, shortest first. */
async function askAtOnce(apis: readonly Api[], count: number, refused: (why: string) => void): Promise<number[]> {
  const asked = Array.from({ length: count }, async (_, i) => {
    const from = performance.now();
    try {
      await apis[i % apis.length]!.generate({
        ...PROVIDERS[i % PROVIDERS.length],
        prompt: `at once #${i} `,
        length: 5,
        idempotencyKey: `at-once-${i}`,
      });
      return performance.now() - from;
    } catch (error) {
      refused((error as Error).message);
      return null;
    }
  });
  return (await Promise.all(asked)).filter((ms) => ms !== null).sort((a, b) => a - b);
}

/** How many are COMPLETED when all have ended, or the time is up. */
async function ended(apis: readonly Api[], count: number, say: (left: number) => void): Promise<number> {
  const until = Date.now() + LIMIT_MS;
  for (let said = count; ; ) {
    const statuses = (await Promise.all(apis.map((api) => api.statuses()))).flatMap((some) => [...some.values()]);
    const left = statuses.filter((status) => !['COMPLETED', 'FAILED', 'CANCELED', 'PARKED'].includes(status)).length;
    if (left === 0 || Date.now() > until) return statuses.filter((status) => status === 'COMPLETED').length;
    if (said - left >= count / 10) {
      said = left;
      say(left);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
