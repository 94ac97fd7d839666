/**
 * Runs the provider simulators. Prints one JSON line with their base URLs.
 * SIMULATOR_PORT (0: a free one), SIMULATOR_HOST, SIMULATOR_PROFILE (instant, fast, usual), SIMULATOR_PUBLIC_ORIGIN (how others
 * reach it, when not by host and port), FFMPEG_PATH. With S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY MediaConvert is
 * simulated too (FFPROBE_PATH; SIMULATOR_MEDIACONVERT_EVENTS: where its events go).
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
  ffprobe: env.FFPROBE_PATH,
  events: env.SIMULATOR_MEDIACONVERT_EVENTS,
  s3: env.S3_ENDPOINT
    ? {
        endpoint: env.S3_ENDPOINT,
        region: env.S3_REGION ?? 'us-east-1',
        accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
        secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
      }
    : undefined,
});
console.log(
  JSON.stringify({
    replicate: simulators.replicate,
    luma: simulators.luma,
    fal: simulators.fal,
    mediaConvert: simulators.mediaConvert?.endpoint,
    origin: simulators.origin,
  }),
);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulators.close().then(() => process.exit(0)));
