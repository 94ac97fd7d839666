import { parseArgs } from 'node:util';

export const PEERS = ['melt', 'moviepy'] as const;
export type PeerName = (typeof PEERS)[number];

/** What all benchmarks may be told. */
export interface Options {
  /** One last line of JSON instead of a table. */
  json: boolean;
  /** Measured rounds, after one to warm up. */
  rounds: number;
  peers: PeerName[];
  /** Preset of x264. */
  preset: string;
  /** A timeline of one's own; sources are files beside it. null: the benchmark's. */
  timeline: string | null;
  /** Which parts of it; null: all. */
  only: string[] | null;
  /** Renders at once, of the queue; one after the other, of the estimate. */
  jobs: number;
  /** Renders an estimate learns from before it is judged. */
  warmUp: number;
  /** Of what is random. */
  seed: number;
  /** Of the 60-s timeline's picture: smaller for a quick look. */
  height: number;
  /** Of the long timeline: shorter for a quick look. */
  seconds: number;
}

const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium', 'slow'];

/** @throws with what is wrong in one sentence */
export function parseOptions(argv: readonly string[], defaults: { rounds: number }): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: String(defaults.rounds) },
      peers: { type: 'string', default: PEERS.join(',') },
      preset: { type: 'string', default: 'veryfast' },
      timeline: { type: 'string' },
      only: { type: 'string' },
      jobs: { type: 'string', default: '50' },
      'warm-up': { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      height: { type: 'string', default: '1080' },
      seconds: { type: 'string', default: '600' },
    },
  });
  const list = (text: string) => text.split(',').filter((name) => name !== '' && name !== 'none');
  const peers = list(values.peers).map((name) => {
    if (!PEERS.includes(name as PeerName)) throw new Error(`--peers takes ${PEERS.join(', ')} or none, not ${name}`);
    return name as PeerName;
  });
  if (!PRESETS.includes(values.preset)) throw new Error(`--preset takes ${PRESETS.join(', ')}, not ${values.preset}`);
  return {
    json: values.json,
    rounds: count('rounds', values.rounds),
    peers,
    preset: values.preset,
    timeline: values.timeline ?? null,
    only: values.only === undefined ? null : list(values.only),
    jobs: count('jobs', values.jobs),
    warmUp: count('warm-up', values['warm-up']),
    seed: count('seed', values.seed),
    height: count('height', values.height),
    seconds: count('seconds', values.seconds),
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 on, not ${text}`);
  return value;
}
