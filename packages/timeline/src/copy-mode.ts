import type { FormatSpec, VideoCodec } from './output-formats.ts';
import type { RateControl } from './rate-control/resolve.ts';

/** Whether stretches of a source that nothing touches are taken over as they are, without encoding them again. */
export const COPY_MODES = ['never', 'when_possible'] as const;
export type CopyMode = (typeof COPY_MODES)[number];

interface Output {
  container: FormatSpec;
  codec: VideoCodec | null;
  pixelFormat: string;
  rate: RateControl & { bitrateKbps: number | null };
}

/** Whether an output that asks for copying can have it; what stands in its way becomes a problem. */
export function resolveCopy(
  { container, codec, pixelFormat, rate }: Output,
  add: (path: string, code: string, message: string, hint?: string) => void,
): boolean {
  const encoded = 'Leave copy out: everything is encoded then.';
  const asked = (['bitrateKbps', 'maxRateKbps', 'twoPass', 'maxBytes'] as const).find((key) => rate[key] != null);
  if (codec === null || container.once) add('copy', 'NOT_FOR_FORMAT', `copy says nothing to ${container.title}.`, 'Leave copy out.');
  else if (codec !== 'h264' || pixelFormat !== 'yuv420p')
    add('copy', 'NOT_FOR_CODEC', 'Only H.264 with 8 bits (yuv420p) is copied.', encoded);
  else if (asked)
    add('copy', 'NOT_TOGETHER', `What is copied keeps the bits it has: ${asked} would not hold.`, `Use crf, or leave copy out.`);
  else return true;
  return false;
}
