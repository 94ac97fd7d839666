import type { Rational } from '../media.ts';
import type { OutputSettings } from '../output-settings.ts';
import { packageFiles } from '../packaging/package.ts';
import type { Overlay } from './overlays.ts';
import type { Reel } from './reel.ts';
import type { AudioDescription, CodecSettings, GroupSettings, JobOutput, JobOutputGroup, VideoDescription } from './settings.ts';
import { timecode } from './timecode.ts';

/** The one name that inputs and outputs know the sound by. */
export const SOUND = 'Audio Selector 1';

interface Shown {
  reel: Reel;
  overlays: readonly Overlay[];
  sounds: boolean;
  /** Address of a picture. */
  picture(name: string): string;
}

/** What is made of the reel: one group for each output. `folder` ends in "/" and is the output's own. */
export function outputGroup(output: OutputSettings, index: number, folder: string, shown: Shown): JobOutputGroup {
  const { format, renditions } = output;
  const sound = shown.sounds && output.audioCodec !== null ? [audioDescription(output)] : [];
  const sizes = renditions ?? [output];
  const one = (size: (typeof sizes)[number], container: JobOutput['ContainerSettings'], withSound: boolean): JobOutput => ({
    NameModifier: format === 'mp4' ? '-main' : `-v${size.height}`,
    ContainerSettings: container,
    VideoDescription: videoDescription({ ...output, ...size }, shown),
    ...(withSound && sound.length > 0 ? { AudioDescriptions: sound } : {}),
  });
  const apart: JobOutput[] =
    format === 'dash' && sound.length > 0
      ? [{ NameModifier: '-audio', ContainerSettings: { Container: 'MPD' }, AudioDescriptions: sound }]
      : [];
  const container: JobOutput['ContainerSettings'] =
    format === 'mp4'
      ? { Container: 'MP4', Mp4Settings: { MoovPlacement: 'PROGRESSIVE_DOWNLOAD' } }
      : { Container: format === 'hls' ? 'M3U8' : 'MPD' };
  return {
    Name: `output ${index}`,
    OutputGroupSettings: groupSettings(output, folder),
    Outputs: [...sizes.map((size) => one(size, container, format !== 'dash')), ...apart],
  };
}

/** Seconds of a segment: whole, since a job takes no others, and no shorter than the distance of two keyframes. */
const segmentSeconds = ({ gopSeconds }: OutputSettings): number => Math.max(2, Math.ceil(gopSeconds)) * 2;

/** The destination is a name without its extension: the service adds what it makes. */
function groupSettings(output: OutputSettings, folder: string): GroupSettings {
  const SegmentLength = segmentSeconds(output);
  const named = (file: string) => `${folder}${file.replace(/\.\w+$/, '')}`;
  if (output.format === 'hls')
    return {
      Type: 'HLS_GROUP_SETTINGS',
      HlsGroupSettings: {
        ...{ Destination: named(packageFiles.hls), SegmentLength, MinSegmentLength: 0, ManifestDurationFormat: 'FLOATING_POINT' },
        ...{ DirectoryStructure: 'SINGLE_DIRECTORY', SegmentControl: 'SEGMENTED_FILES', OutputSelection: 'MANIFESTS_AND_SEGMENTS' },
      },
    };
  if (output.format === 'dash')
    return {
      Type: 'DASH_ISO_GROUP_SETTINGS',
      DashIsoGroupSettings: {
        ...{ Destination: named(packageFiles.dash), SegmentLength, FragmentLength: Math.ceil(output.gopSeconds) },
        SegmentControl: 'SEGMENTED_FILES',
      },
    };
  return { Type: 'FILE_GROUP_SETTINGS', FileGroupSettings: { Destination: `${folder}video` } };
}

function videoDescription(output: OutputSettings, { reel, overlays, picture }: Shown): VideoDescription {
  const { width, height, fps, codec } = output;
  const preprocessors: VideoDescription['VideoPreprocessors'] = {
    ...(overlays.length > 0
      ? { ImageInserter: { InsertableImages: overlays.map((o) => insertable(o, fps, { width, height }, picture)) } }
      : {}),
    ...(reel.interlaced ? { Deinterlacer: { Mode: 'ADAPTIVE', Control: 'NORMAL' } } : {}),
  };
  const settings = codecSettings(output);
  return {
    ...{ Width: width, Height: height, ScalingBehavior: reel.scaling },
    CodecSettings: codec === 'h265' ? { Codec: 'H_265', H265Settings: settings } : { Codec: 'H_264', H264Settings: settings },
    ...(Object.keys(preprocessors).length > 0 ? { VideoPreprocessors: preprocessors } : {}),
  };
}

/** Times are rounded down: a picture must be gone before the frame after its last. */
function insertable(o: Overlay, fps: Rational, size: { width: number; height: number }, picture: Shown['picture']) {
  const ms = (frames: number) => Math.floor((frames * 1000 * fps.den) / fps.num);
  return {
    ...{ ImageInserterInput: picture(o.name), ImageX: 0, ImageY: 0, Width: size.width, Height: size.height, Layer: o.layer, Opacity: 100 },
    StartTime: timecode(o.start, fps),
    Duration: ms(o.end - o.start - o.fadeOut),
    ...(o.fadeIn > 0 ? { FadeIn: ms(o.fadeIn) } : {}),
    ...(o.fadeOut > 0 ? { FadeOut: ms(o.fadeOut) } : {}),
  };
}

/** Bits a pixel that quality may take at most. */
const MOST_BITS = 0.25;
const LEAST_RATE = 400_000;

function codecSettings({ crf, bitrateKbps, maxRateKbps, width, height, fps, gopSeconds }: OutputSettings): CodecSettings {
  const limit = maxRateKbps === undefined ? null : maxRateKbps * 1000;
  const most = Math.max(LEAST_RATE, Math.round((width * height * fps.num * MOST_BITS) / fps.den));
  const rate =
    crf === null
      ? { RateControlMode: 'VBR' as const, Bitrate: bitrateKbps! * 1000, MaxBitrate: limit ?? Math.round(bitrateKbps! * 1500) }
      : { RateControlMode: 'QVBR' as const, QvbrSettings: { QvbrQualityLevel: qualityOf(crf) }, MaxBitrate: limit ?? most };
  return {
    ...rate,
    ...{ FramerateControl: 'SPECIFIED', FramerateNumerator: fps.num, FramerateDenominator: fps.den },
    ...{ FramerateConversionAlgorithm: 'DUPLICATE_DROP', ParControl: 'SPECIFIED', ParNumerator: 1, ParDenominator: 1 },
    ...{ GopSize: gopSeconds, GopSizeUnits: 'SECONDS', GopClosedCadence: 1, InterlaceMode: 'PROGRESSIVE' },
    QualityTuningLevel: 'SINGLE_PASS_HQ',
  };
}

/** The service's quality levels, 10 (best) to 1, by x264's rate factors: 7 is about 23, a level about 2.5. */
export const qualityOf = (crf: number): number => Math.min(10, Math.max(1, Math.round(7 + (23 - crf) / 2.5)));

/** bit/s that AAC-LC may have at 48 kHz. */
const AAC_RATES = [64, 80, 96, 112, 128, 160, 192, 224, 256, 288, 320, 384, 448, 512, 576].map((kbps) => kbps * 1000);

function audioDescription({ audioBitrateKbps }: OutputSettings): AudioDescription {
  const wanted = (audioBitrateKbps ?? 192) * 1000;
  const Bitrate = AAC_RATES.reduce((best, rate) => (Math.abs(rate - wanted) < Math.abs(best - wanted) ? rate : best));
  return {
    AudioSourceName: SOUND,
    CodecSettings: { Codec: 'AAC', AacSettings: { Bitrate, CodingMode: 'CODING_MODE_2_0', SampleRate: 48_000 } },
  };
}
