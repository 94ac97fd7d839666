/**
 * Runs the provider simulators. Prints one JSON line with their base URLs.
 * SIMULATOR_PORT (0: a free one), SIMULATOR_HOST, SIMULATOR_PROFILE (instant, fast, usual), SIMULATOR_PUBLIC_ORIGIN (how others
 * reach it, when not by host and port), FFMPEG_PATH.
 */
import { PROFILES } from './jobs.ts';
import { startSimulators } from './simulators.ts';

const { env } = process;
const simulators = await startSimulators({
  port: Number(env.SIMULATOR_PORT ?? 0),
  host: env.SIMULATOR_HOST,
  ffmpeg: env.FFMPEG_PATH,
  profile: PROFILES[env.SIMULATOR_PROFILE ?? 'fast'],
  publicOrigin: env.SIMULATOR_PUBLIC_ORIGIN,
});
console.log(JSON.stringify({ replicate: simulators.replicate, luma: simulators.luma, origin: simulators.origin }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulators.close().then(() => process.exit(0)));
