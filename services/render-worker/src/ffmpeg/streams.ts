import type { AudioProbe, Rational, VideoProbe } from '@workprint/timeline';

/** The part of ffprobe's JSON that we read. */
export interface ProbedStream {
  index: number;
  codec_type?: string;
  codec_name?: string;
  profile?: string;
  pix_fmt?: string;
  width?: number;
  height?: number;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  time_base?: string;
  start_time?: string;
  duration?: string;
  has_b_frames?: number;
  field_order?: string;
  color_range?: string;
  color_space?: string;
  color_transfer?: string;
  color_primaries?: string;
  sample_rate?: string;
  channels?: number;
  nb_frames?: string;
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
  tags?: Record<string, string>;
}
export interface ProbedFile {
  format?: { format_name?: string; start_time?: string; duration?: string };
  streams?: ProbedStream[];
  frames?: { side_data_list?: { rotation?: number }[] }[];
}

export const seconds = (text: string | undefined): number => {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : 0;
};

/** "24000/1001" or "4:3"; null when it says nothing. */
export const rational = (text: string | undefined): Rational | null => {
  const [num, den] = (text ?? '').split(/[/:]/).map(Number);
  return num !== undefined && den !== undefined && num > 0 && den > 0 ? { num, den } : null;
};

/** ffprobe says how far to turn counterclockwise; we say clockwise, to the nearest quarter. */
export const clockwise = (sideData: { rotation?: number }[] | undefined): number => {
  const turn = sideData?.find((entry) => entry.rotation !== undefined)?.rotation ?? 0;
  return (((Math.round(-turn / 90) * 90) % 360) + 360) % 360;
};

const known = (text: string | undefined): string | null => (text === undefined || text === 'unknown' || text === 'reserved' ? null : text);
const ALPHA = /^(yuva|rgba|bgra|argb|abgr|ya8|ya16|gbrap|pal8|ayuv)/;

/** Of the two letters the second one says which field is shown first. */
const fieldsOf = (order: string): Pick<VideoProbe, 'interlaced' | 'fieldOrder'> =>
  ['tt', 'bb', 'tb', 'bt'].includes(order) ? { interlaced: true, fieldOrder: order.endsWith('t') ? 'tff' : 'bff' } : { interlaced: false };

/** Everything the stream's header tells; what the packets tell is put in by the caller. */
export const videoOf = (stream: ProbedStream, containerStart: number, rotation: number): VideoProbe => {
  const codedWidth = stream.width ?? 0;
  const codedHeight = stream.height ?? 0;
  const sampleAspect = rational(stream.sample_aspect_ratio) ?? { num: 1, den: 1 };
  const shownWidth = Math.round((codedWidth * sampleAspect.num) / sampleAspect.den);
  const turned = rotation === 90 || rotation === 270;
  return {
    codec: stream.codec_name ?? 'unknown',
    profile: known(stream.profile),
    pixelFormat: stream.pix_fmt ?? 'unknown',
    width: turned ? codedHeight : shownWidth,
    height: turned ? shownWidth : codedHeight,
    codedWidth,
    codedHeight,
    rotation,
    sampleAspect,
    frameRate: rational(stream.avg_frame_rate) ?? rational(stream.r_frame_rate) ?? { num: 25, den: 1 },
    frames: null,
    variableFrameRate: false,
    ...fieldsOf(stream.field_order ?? ''),
    color: {
      primaries: known(stream.color_primaries),
      transfer: known(stream.color_transfer),
      matrix: known(stream.color_space),
      range: stream.color_range === 'tv' || stream.color_range === 'pc' ? stream.color_range : null,
    },
    hasAlpha: ALPHA.test(stream.pix_fmt ?? ''),
    startSeconds: Math.max(0, seconds(stream.start_time) - containerStart),
    reorderDepth: stream.has_b_frames ?? 0,
    durationSeconds: seconds(stream.duration),
  };
};

export const audioOf = (stream: ProbedStream, containerStart: number, containerDuration: number): AudioProbe => ({
  codec: stream.codec_name ?? 'unknown',
  sampleRate: Number(stream.sample_rate ?? 0),
  channels: stream.channels ?? 0,
  startSeconds: Math.max(0, seconds(stream.start_time) - containerStart),
  durationSeconds: seconds(stream.duration) || containerDuration,
});
