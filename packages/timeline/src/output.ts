import { COPY_MODES, resolveCopy } from './copy-mode.ts';
import { type RenditionRequest, resolveLadder } from './ladder.ts';
import { type MadeOnceRequest, resolveOnce } from './made-once.ts';
import type { Rational } from './media.ts';
import { nearest } from './nearest.ts';
import { AUDIO_CODECS, CODECS, FORMATS, type FormatSpec, formatSpec, type OutputFormat } from './output-formats.ts';
import { ENCODE_SPEEDS, type OutputSettings } from './output-settings.ts';
import { PRESETS, type Preset } from './presets.ts';
import type { Problem } from './problems.ts';
import { rateOf } from './rate.ts';
import { type RateRequest, resolveRate } from './rate-control/resolve.ts';
import type { Canvas } from './timeline.ts';

export { ENCODE_SPEEDS, type EncodeSpeed, type OutputSettings, type Rendition } from './output-settings.ts';

/** Settings stored by an earlier version, with what it did not know yet. */
export const completeOutput = (stored: OutputSettings): OutputSettings => ({
  ...{ codec: 'h264', audioCodec: 'aac', pixelFormat: 'yuv420p', alpha: false, bitrateKbps: null, loudness: null, truePeakDb: null },
  ...{ renditions: null, title: null, comment: null },
  ...stored,
});

/** What a caller may say about an output; null and undefined mean "not given". */
export interface OutputRequest extends MadeOnceRequest, RateRequest {
  format?: string | null;
  codec?: string | null;
  pixelFormat?: string | null;
  alpha?: boolean | null;
  width?: number | null;
  height?: number | null;
  fps?: number | null;
  speed?: string | null;
  crf?: number | null;
  bitrateKbps?: number | null;
  audioBitrateKbps?: number | null;
  loudness?: number | null;
  truePeakDb?: number | null;
  renditions?: readonly RenditionRequest[] | null;
  poster?: boolean | null;
  gopSeconds?: number | null;
  /** "never" or "when_possible". */
  copy?: string | null;
  title?: string | null;
  comment?: string | null;
}

/** Warnings are what was asked for and given up, in the same shape as problems. */
export type OutputResult = { ok: true; value: OutputSettings; warnings: Problem[] } | { ok: false; problems: Problem[] };

const MAX_TEXT = 500;

/**
 * Settings for one output: what the request says, then the preset, then the canvas. Sizes are even, 16 to 7680, the shorter side 4320 at most.
 * @returns every problem, paths from the output's own root ("preset", "width", …)
 */
export function resolveOutput(canvas: Canvas, preset?: string | null, request?: OutputRequest | null): OutputResult {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const problem = (path: string, code: string, message: string, hint?: string): Problem => ({
    ...{ path: [path], code, message },
    ...(hint ? { hint } : {}),
  });
  const add = (...p: Parameters<typeof problem>) => problems.push(problem(...p));
  const named = preset == null ? undefined : Object.hasOwn(PRESETS, preset) ? PRESETS[preset] : undefined;
  if (preset != null && !named) add('preset', 'UNKNOWN_PRESET', `There is no preset "${preset}".`, oneOf(preset, Object.keys(PRESETS)));
  const r = request ?? {};

  const format = choose(r.format, named?.output.format ?? 'mp4', Object.keys(FORMATS) as OutputFormat[], (asked, hint) =>
    add('format', 'UNKNOWN_FORMAT', `The format "${asked}" is not offered.`, hint),
  );
  const container: FormatSpec = formatSpec(format);
  const { once } = container;
  const base: Partial<Preset['output']> = { ...(once === 'pixel_art' ? PIXEL_ART : {}), ...named?.output };
  // A preset's codec belongs to the preset's format.
  const own = base.codec && container.codecs.includes(base.codec) ? base.codec : container.codecs[0];
  const codec = own
    ? choose(r.codec, own, container.codecs, (asked, hint) =>
        add('codec', 'UNKNOWN_CODEC', `${container.title} is not made with the codec "${asked}".`, hint),
      )
    : null;
  const { title: codecTitle, crf: quality, minSide, pixelFormats, alphaFormat } = CODECS[codec ?? 'lossless'];

  if (own === undefined)
    for (const key of PICTURE_KEYS)
      if (r[key] != null) add(key, 'NOT_FOR_FORMAT', `${container.title} has no picture: ${key} says nothing to it.`, `Leave ${key} out.`);

  const wanted = { width: codec && (r.width ?? base.width), height: codec && (r.height ?? base.height) };
  const size = (key: 'width' | 'height'): number => {
    const other = wanted[key === 'width' ? 'height' : 'width'];
    // A picture or an animation of one given side keeps the canvas' shape.
    const shaped = once && other != null ? 2 * Math.max(1, Math.round((other * aspect(canvas, key)) / 2)) : null;
    const v = wanted[key] ?? shaped ?? canvas[key];
    if (once === 'pixel_art') {
      if (!Number.isInteger(v) || v < 8 || v > 512)
        add(key, 'OUT_OF_RANGE', `${key} must be a whole number of pixels from 8 to 512, not ${v}.`);
    } else if (!Number.isInteger(v) || v % 2 !== 0 || v < 16 || v > 7680)
      add(
        key,
        'OUT_OF_RANGE',
        `${key} must be an even whole number of pixels from 16 to 7680, not ${v}.`,
        Number.isInteger(v) && v > 16 && v < 7680 ? `Use ${v - 1} or ${v + 1}.` : undefined,
      );
    else if (codec && v < minSide)
      add(key, 'OUT_OF_RANGE', `${key} must be at least ${minSide} pixels with ${codecTitle}, not ${v}.`, 'Use another codec, or enlarge.');
    return v;
  };
  const number = (key: NumberKey, v: number, min: number, max: number): number => {
    if (!Number.isFinite(v) || v < min || v > max) add(key, 'OUT_OF_RANGE', `${key} must be a number from ${min} to ${max}, not ${v}.`);
    return v;
  };
  const width = size('width');
  const height = size('height');
  if (Math.min(width, height) > 4320)
    add('height', 'OUT_OF_RANGE', `The shorter side may be 4320 pixels at most; this is ${width}×${height}.`);
  let fps: Rational = canvas.fps;
  const asked = codec && (r.fps ?? base.fps);
  if (asked != null) {
    const rate = rateOf(asked);
    if (rate) fps = rate;
    else add('fps', 'OUT_OF_RANGE', `fps must be a number from 1 to 120, not ${asked}.`);
  }
  if (codec && fps.num > container.maxFps * fps.den)
    add(
      'fps',
      'OUT_OF_RANGE',
      `${container.title} holds ${container.maxFps} frames a second at most, not ${Math.round((fps.num / fps.den) * 1000) / 1000}.`,
      `Set fps to ${container.maxFps} or less.`,
    );
  const speed = choose(r.speed, base.speed ?? 'veryfast', ENCODE_SPEEDS, (s, hint) =>
    add('speed', 'UNKNOWN_SPEED', `There is no speed "${s}".`, hint),
  );

  const alpha = codec !== null && (r.alpha ?? base.alpha ?? false);
  if (alpha && container.opaque)
    add('alpha', 'NOT_FOR_FORMAT', `${container.title} holds no transparency.`, 'Use "png" or "png_sequence".');
  else if (alpha && alphaFormat === null)
    add('alpha', 'NOT_FOR_CODEC', `${codecTitle} holds no transparency.`, 'Use "webm" with "vp9", or "mov" with "prores_4444".');
  const formats = alpha && alphaFormat !== null ? [alphaFormat] : pixelFormats;
  if (once)
    for (const key of ENCODER_KEYS)
      if (r[key] != null) add(key, 'NOT_FOR_FORMAT', `${key} says nothing to ${container.title}.`, `Leave ${key} out.`);
  const ownFormat = once === 'pixel_art' ? 'rgb24' : formats[0]!;
  const pixelFormat = choose(once ? null : codec && r.pixelFormat, ownFormat, formats, (p, hint) =>
    add('pixelFormat', 'NOT_FOR_CODEC', `${codecTitle}${alpha ? ' with alpha' : ''} does not keep pixels as "${p}".`, hint),
  );

  let crf: number | null = null;
  let bitrateKbps: number | null = null;
  if (quality === null) {
    for (const key of ['crf', 'bitrateKbps'] as const)
      if (codec && !once && r[key] != null) add(key, 'NOT_FOR_CODEC', `${key} says nothing to ${codecTitle}.`, `Leave ${key} out.`);
  } else {
    if (r.bitrateKbps != null) bitrateKbps = number('bitrateKbps', r.bitrateKbps, 1000, 50_000);
    const ownCrf = codec === base.codec || (base.codec === undefined && codec === 'h264') ? base.crf : null;
    if (r.crf != null || bitrateKbps === null) crf = number('crf', r.crf ?? ownCrf ?? quality.otherwise, 0, quality.max);
    if (crf !== null && bitrateKbps !== null) {
      bitrateKbps = null;
      warnings.push(
        problem('bitrateKbps', 'CRF_WINS', 'Both crf and bitrateKbps are given: crf is used, bitrateKbps is not.', 'Give one of them.'),
      );
    }
  }
  const rate = resolveRate(container, codec, { crf, bitrateKbps }, r, add);
  let renditions: OutputSettings['renditions'] = null;
  if (container.segmented && codec) {
    const ladder = resolveLadder({ width, height, crf, bitrateKbps, minSide, maxCrf: quality?.max ?? 0 }, r.renditions);
    renditions = ladder.renditions;
    problems.push(...ladder.problems);
    warnings.push(...ladder.warnings);
  } else if (r.renditions != null)
    add('renditions', 'NOT_FOR_FORMAT', `${container.title} is a single file: renditions says nothing to it.`, 'Use "hls" or "dash".');
  if (container.segmented && r.comment != null)
    add('comment', 'NOT_FOR_FORMAT', `${container.title} has no place for a comment.`, 'Leave comment out.');
  const audioCodec = container.audio;
  const audioRate = audioCodec ? AUDIO_CODECS[audioCodec].bitrate : null;
  let audioBitrateKbps: number | null = null;
  if (audioRate)
    audioBitrateKbps = number(
      'audioBitrateKbps',
      r.audioBitrateKbps ?? Math.min(base.audioBitrateKbps ?? audioRate.otherwise, audioRate.max),
      32,
      audioRate.max,
    );
  else if (r.audioBitrateKbps != null)
    add(
      'audioBitrateKbps',
      'NOT_FOR_FORMAT',
      audioCodec ? `${container.title} keeps its sound without loss.` : `${container.title} has no sound.`,
      'Leave audioBitrateKbps out.',
    );
  let loudness: number | null = null;
  let truePeakDb: number | null = null;
  if (audioCodec === null) {
    for (const key of ['loudness', 'truePeakDb'] as const)
      if (r[key] != null) add(key, 'NOT_FOR_FORMAT', `${container.title} has no sound.`, `Leave ${key} out.`);
  } else if ((r.loudness ?? base.loudness) != null) {
    loudness = number('loudness', r.loudness ?? base.loudness!, ...LOUDNESS);
    truePeakDb = number('truePeakDb', r.truePeakDb ?? base.truePeakDb ?? TRUE_PEAK.otherwise, TRUE_PEAK.min, TRUE_PEAK.max);
  } else if (r.truePeakDb != null)
    add(
      'truePeakDb',
      'NEEDS_LOUDNESS',
      'truePeakDb bounds the sound that is brought to a loudness; no loudness is given.',
      'Give loudness, e.g. -14.',
    );
  const text = (key: 'title' | 'comment'): string | null => {
    const v = r[key] ?? null;
    if (v !== null && (v.length > MAX_TEXT || CONTROL.test(v)))
      add(key, 'INVALID_VALUE', `${key} must be at most ${MAX_TEXT} characters in one line, without control characters.`);
    return v;
  };
  const picture = once === 'still' || once === 'sprite';
  if (picture && r.poster) add('poster', 'NOT_FOR_FORMAT', `${container.title} is a picture itself.`, 'Leave poster out.');
  const madeOnce = resolveOnce(format, container, width, r, add);
  const copyMode = choose(r.copy, 'never', COPY_MODES, (asked, hint) => add('copy', 'UNKNOWN_COPY', `There is no copy "${asked}".`, hint));
  const copying = copyMode === 'when_possible' && resolveCopy({ container, codec, pixelFormat, rate }, add);
  const value: OutputSettings = {
    ...{
      format,
      codec,
      audioCodec,
      pixelFormat: codec && pixelFormat,
      alpha,
      width,
      height,
      fps,
      // Nothing but time: equal pictures have equal keys.
      speed: once ? 'ultrafast' : speed,
      ...rate,
      renditions,
      audioBitrateKbps,
      loudness,
      truePeakDb,
    },
    gopSeconds: number('gopSeconds', (once ? null : r.gopSeconds) ?? base.gopSeconds ?? 2, 0.5, 10),
    ...(copying ? { copy: 'when_possible' } : {}),
    poster: codec !== null && !picture && (r.poster ?? base.poster ?? true),
    title: text('title'),
    comment: text('comment'),
    ...(madeOnce ? { once: madeOnce } : {}),
  };
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value, warnings };
}

const PICTURE_KEYS = ['codec', 'pixelFormat', 'alpha', 'width', 'height', 'fps', 'crf', 'bitrateKbps', 'gopSeconds', 'poster'] as const;
type NumberKey = 'crf' | 'bitrateKbps' | 'audioBitrateKbps' | 'gopSeconds' | 'loudness' | 'truePeakDb';
/** LUFS: the quietest and the loudest target. */
const LOUDNESS = [-40, -5] as const;
/** dBTP. */
const TRUE_PEAK = { min: -9, max: 0, otherwise: -1 };
/** What only an encoder is told. */
const ENCODER_KEYS = ['pixelFormat', 'crf', 'bitrateKbps', 'gopSeconds', 'title', 'comment'] as const;
const PIXEL_ART = { width: 64, height: 64, fps: 24 };
const aspect = ({ width, height }: Canvas, key: 'width' | 'height'): number => (key === 'width' ? width / height : height / width);
const CONTROL = /\p{Cc}/u;

/** One of a list, in any case; what is not in it is refused. */
function choose<T extends string>(
  asked: string | null | undefined,
  otherwise: T,
  list: readonly T[],
  refuse: (asked: string, hint: string) => void,
): T {
  if (asked == null) return otherwise;
  const found = list.find((v) => v === asked.toLowerCase());
  if (!found) refuse(asked, oneOf(asked, list));
  return found ?? otherwise;
}

function oneOf(asked: string, list: readonly string[]): string {
  const near = nearest(asked, [...list]);
  return near ? `Did you mean "${near}"?` : `Use one of ${list.map((v) => `"${v}"`).join(', ')}.`;
}
