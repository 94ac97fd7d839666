import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '@workprint/runtime';
import type { ObjectStore } from '@workprint/storage';
import type { MediaConvertSimulator } from '../../../tools/simulators/mediaconvert/simulator.ts';
import { type Simulators, startSimulators } from '../../../tools/simulators/simulators.ts';
import { type MediaConvert, type MediaConvertSettings, openMediaConvert } from '../src/mediaconvert/client.ts';

/** MediaConvert for specs: the simulator over the specs' own store, and the real SDK pointed at it. */
export interface SimulatedMediaConvert {
  simulators: Simulators;
  simulator: MediaConvertSimulator & { endpoint: string };
  settings: MediaConvertSettings;
  service: MediaConvert;
  close(): Promise<void>;
}

export async function simulatedMediaConvert(): Promise<SimulatedMediaConvert> {
  const env = readEnvironment();
  const simulators = await startSimulators({
    ...{ port: 0, ffmpeg: env.FFMPEG_PATH, ffprobe: env.FFPROBE_PATH },
    s3: { endpoint: env.S3_ENDPOINT, region: env.S3_REGION, accessKeyId: env.S3_ACCESS_KEY_ID, secretAccessKey: env.S3_SECRET_ACCESS_KEY },
  });
  const simulator = simulators.mediaConvert!;
  const settings = {
    MEDIA_CONVERT_ROLE_ARN: 'arn:aws:iam::000000000000:role/workprint-mediaconvert',
    AWS_REGION: 'us-east-1',
    MEDIA_CONVERT_ENDPOINT: simulator.endpoint,
    credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
  };
  return { simulators, simulator, settings, service: openMediaConvert(settings), close: () => simulators.close() };
}

/** Puts a film of so many seconds at 30 frames a second, each frame of another colour, under a key. */
export async function putFilm(store: ObjectStore, key: string, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-worker-spec-'));
  try {
    const file = join(folder, 'film.mp4');
    const source = ['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=30:d=${seconds}`, '-pix_fmt', 'yuv420p'];
    execFileSync(readEnvironment().FFMPEG_PATH ?? 'ffmpeg', ['-v', 'error', ...source, '-c:v', 'libx264', '-preset', 'ultrafast', file]);
    await store.putFile(key, file, { contentType: 'video/mp4' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Job settings that show frames `from` to `to` (inclusive) of a film. */
export const plainJob = (bucket: string, from: string, to: string, results: string): unknown => ({
  TimecodeConfig: { Source: 'ZEROBASED' },
  Inputs: [
    {
      FileInput: from,
      TimecodeSource: 'ZEROBASED',
      InputClippings: [{ StartTimecode: '00:00:00:00', EndTimecode: to }],
    },
  ],
  OutputGroups: [
    {
      Name: 'file',
      OutputGroupSettings: { Type: 'FILE_GROUP_SETTINGS', FileGroupSettings: { Destination: `s3://${bucket}/${results}video` } },
      Outputs: [
        {
          NameModifier: '-main',
          ContainerSettings: { Container: 'MP4' },
          VideoDescription: {
            ...{ Width: 160, Height: 90, ScalingBehavior: 'FILL' },
            CodecSettings: {
              Codec: 'H_264',
              H264Settings: { RateControlMode: 'QVBR', MaxBitrate: 1_000_000, FramerateNumerator: 30, FramerateDenominator: 1 },
            },
          },
        },
      ],
    },
  ],
});
