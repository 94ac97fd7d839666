import fc from 'fast-check';
import { EASING_NAMES } from '../../src/index.ts';
import { frames } from './frames.ts';
import { moving } from './motion.ts';

/** What sources a document may name, and how much of each there is (seconds). */
export interface Sources {
  video: { id: string; seconds: number }[];
  image: string[];
  sound: { id: string; seconds: number }[];
  /** Pages, where there is a browser to draw them; captions and fonts that are assets. */
  pages?: string[];
  captions?: string[];
  fonts?: string[];
}

type Json = Record<string, unknown>;
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const decimal = (min: number, max: number, places = 2) =>
  fc.integer({ min: Math.ceil(min * 10 ** places), max: Math.floor(max * 10 ** places) }).map((n) => n / 10 ** places);
const hex = fc.constantFrom('#fff', '#204060', '#f06040c0', '#10203080');
const easing = fc.constantFrom(...EASING_NAMES, 'cubic-bezier(0.3, -0.2, 0.1, 1.4)');
const keyframes = <T>(value: fc.Arbitrary<T>) =>
  fc
    .array(fc.record({ by: decimal(0.01, 0.8), value, easing }), { minLength: 1, maxLength: 4 })
    .map((list) =>
      list.map(({ by: _, ...k }, i) => ({ ...k, at: list.slice(0, i).reduce((sum, p) => sum + Math.round(p.by * 100), 0) / 100 })),
    );
const animated = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: keyframes(value) });
const coordinate = fc.oneof(
  fc.integer({ min: -60, max: 200 }),
  decimal(-20, 120).map((n) => `${n}%`),
  fc.integer({ min: -60, max: 200 }).map((n) => `${n}px`),
);
const anchor = fc.constantFrom('center', 'top', 'bottom', 'left', 'right', 'topLeft', 'topRight', 'bottomLeft', 'bottomRight');
const position = fc.oneof(
  fc.record({ x: optional(animated(coordinate)), y: optional(animated(coordinate)), anchor: optional(anchor) }),
  keyframes(fc.record({ x: coordinate, y: coordinate })),
);
const looks = fc.record({
  position: optional(position),
  scale: optional(animated(decimal(0.05, 2))),
  rotation: optional(animated(fc.integer({ min: -400, max: 400 }))),
  opacity: optional(animated(decimal(0, 1))),
});
const fade = fc.oneof(
  decimal(0, 0.1),
  fc.record({ length: decimal(0, 0.1), curve: fc.constantFrom('linear', 'exponential', 'logarithmic', 'sCurve', 'equalPower') }),
);
const carve = fc.oneof(fc.boolean(), fc.record({ from: optional(fc.constant(300)), to: optional(fc.constant(3000)) }));
const soundEffect = fc
  .tuple(
    fc.constantFrom(
      {
        type: 'gain',
        gain: [
          { at: 0, value: -20 },
          { at: 0.5, value: 6 },
        ],
      },
      {
        type: 'equalizer',
        bands: [
          { type: 'highPass', frequency: 120 },
          { type: 'peak', frequency: 900, gain: 6 },
        ],
      },
      { type: 'bass', gain: 4 },
      { type: 'compressor' },
      { type: 'gate' },
      { type: 'limiter' },
      { type: 'reverb', decay: 0.3 },
      { type: 'noiseReduction' },
    ),
    optional(animated(decimal(0, 1))),
  )
  .map(([effect, mix]): Json => ({ ...effect, mix }));
const mixing = fc.record({
  volume: optional(animated(decimal(0, 4))),
  pan: optional(animated(decimal(-1, 1))),
  fadeIn: optional(fade),
  fadeOut: optional(fade),
  duck: optional(fc.record({ under: fc.constant('voice'), by: decimal(-60, 0), carve: optional(carve) })),
  audioEffects: optional(fc.array(soundEffect, { maxLength: 3 })),
});
const fit = optional(fc.constantFrom('cover', 'contain', 'fill', 'none'));
const pace = fc.record({
  speed: optional(fc.constantFrom(0.5, 0.731, 1, 1.5, 2)),
  keepPitch: optional(fc.boolean()),
  reverse: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
});
const stroke = fc.record({ color: hex, width: fc.integer({ min: 1, max: 4 }) });
const style = fc.record({
  font: fc.constant('Inter'),
  weight: optional(fc.constantFrom(100, 400, 900)),
  italic: optional(fc.boolean()),
  size: optional(fc.integer({ min: 6, max: 30 })),
  color: optional(hex),
  align: optional(fc.constantFrom('left', 'center', 'right')),
  lineHeight: optional(decimal(0.5, 2)),
  maxWidth: optional(fc.integer({ min: 16, max: 300 })),
  background: optional(hex),
  padding: optional(fc.integer({ min: 0, max: 12 })),
  stroke: optional(stroke),
  shadow: optional(fc.record({ color: hex, blur: optional(fc.integer({ min: 0, max: 4 })), x: optional(fc.integer({ min: -3, max: 3 })) })),
});
/** An uploaded font is one face. */
const oneFace = (fonts: string[]) =>
  fc.tuple(style, fc.constantFrom(...fonts)).map(([{ weight: _, italic: __, ...rest }, id]) => ({ ...rest, font: `asset:${id}` }));
const page = (pages: string[], fit: fc.Arbitrary<string | undefined>): fc.Arbitrary<Json> => {
  const side = optional(fc.integer({ min: 1, max: 400 }).map((n) => 2 * n));
  const [html, css] = [fc.constantFrom(...pages), optional(fc.constant('p { color: red }'))];
  return fc.record({ type: fc.constant('html'), html, css, width: side, height: side, animated: optional(fc.boolean()), fit });
};
const words = fc.constantFrom('Hello', 'two\nlines', 'A longer sentence, which is wrapped', '{{season}}');
const stops = fc.constantFrom(
  [
    { at: 0, color: '#fff' },
    { at: 1, color: '#204060' },
  ],
  [
    { at: 0.1, color: '#f00' },
    { at: 0.1, color: '#0f08' },
    { at: 0.9, color: '#00f' },
  ],
);
const gradient = fc.oneof(
  fc.record({ kind: fc.constant('linear'), angle: optional(fc.integer({ min: -90, max: 400 })), stops }),
  fc.record({
    kind: fc.constant('radial'),
    center: optional(fc.record({ x: coordinate, y: coordinate })),
    radius: optional(fc.integer({ min: 1, max: 300 })),
    stops,
  }),
);
const side = fc.oneof(
  fc.integer({ min: 1, max: 90 }),
  decimal(1, 100).map((n) => `${n}%`),
);
const shape = fc.oneof(
  fc.record({
    shape: fc.constantFrom('rectangle', 'ellipse'),
    width: side,
    height: optional(side),
    radius: optional(fc.integer({ min: 0, max: 20 })),
    fill: hex,
    stroke: optional(stroke),
  }),
  fc.record({ shape: fc.constant('line'), width: side, stroke }),
);
const cues = fc.constantFrom(
  { format: 'srt', text: '1\n00:00:00,050 --> 00:00:00,300\nHello\n\n2\n00:00:00,400 --> 00:00:00,900\nthere' },
  { format: 'vtt', text: 'WEBVTT\n\n00:00.100 --> 00:00.800\nHello' },
  {
    format: 'words',
    words: [
      { text: 'one', start: 0.1, end: 0.4 },
      { text: 'two', start: 0.5, end: 0.9 },
    ],
    maxWords: 1,
  },
);
const merged = (...parts: fc.Arbitrary<Json>[]): fc.Arbitrary<Json> => fc.tuple(...parts).map((list) => Object.assign({}, ...list) as Json);

/** How a clip reads its source for `length` seconds: within it, looping, frozen, or held after its end. */
const reading = (seconds: number, more: Json, length: number) =>
  fc
    .record({ trim: decimal(0, Math.max(0, seconds - 0.2)), onEnd: fc.constantFrom('freeze', 'loop', 'black', undefined) })
    .map(({ trim, onEnd }) => {
      const enough = (seconds - trim) / ((more.speed as number | undefined) ?? 1) >= length;
      return { trim, onEnd: onEnd ?? (enough ? undefined : 'freeze') };
    });

/** A clip of a track of pictures that lasts `length` seconds, without start and transitions. `depth`: timelines that may stand within it. */
export function visualClip(
  sources: Sources,
  length: number,
  depth: number,
  inner: (depth: number) => fc.Arbitrary<unknown[]>,
): fc.Arbitrary<Json> {
  const framed = frames(sources.image);
  const video = fc
    .tuple(fc.constantFrom(...sources.video), pace, fit, optional(fc.boolean()))
    .chain(([{ id, seconds }, speed, fitted, muted]) =>
      fc
        .oneof(
          {
            weight: 4,
            arbitrary: merged(
              reading(seconds, speed, length),
              looks,
              framed.picture,
              framed.crop,
              mixing,
              fc.constant({ ...speed, muted }),
            ),
          },
          {
            weight: 1,
            arbitrary: merged(
              looks,
              framed.picture,
              framed.crop,
              mixing,
              decimal(0, seconds - 0.2).map((freeze) => ({ freeze })),
            ),
          },
        )
        .map((more) => ({ type: 'video', src: `asset:${id}`, fit: fitted, ...more })),
    );
  const { fonts, captions, pages } = sources;
  const letters = fonts ? fc.oneof({ weight: 4, arbitrary: optional(style) }, { weight: 1, arbitrary: oneFace(fonts) }) : optional(style);
  const kinds = [
    video,
    merged(
      fc.record({ type: fc.constant('image'), src: fc.constantFrom(...sources.image).map((id) => `asset:${id}`), fit }),
      looks,
      framed.picture,
      framed.crop,
    ),
    merged(fc.record({ type: fc.constant('text'), text: words, style: letters }), looks, framed.letters),
    merged(fc.record({ type: fc.constant('captions'), captions: cues, style: letters }), looks, framed.letters),
    merged(fc.record({ type: fc.constant('color'), color: hex }), looks, framed.picture),
    merged(fc.record({ type: fc.constant('gradient'), gradient }), looks, framed.picture),
    merged(fc.record({ type: fc.constant('shape') }), shape as fc.Arbitrary<Json>, looks, framed.picture),
  ];
  if (captions) {
    const src = fc.constantFrom(...captions).map((id) => `asset:${id}`);
    kinds.push(merged(fc.record({ type: fc.constant('captions'), src, style: letters }), looks, framed.letters));
  }
  if (pages) kinds.push(merged(page(pages, fit), looks, framed.picture));
  if (depth > 0) {
    const size = fc.constantFrom(
      undefined,
      { width: 64, height: 96 },
      { background: '#802020' },
      { width: 120, height: 90, background: '#fff' },
    );
    const timeline = fc.record({ canvas: size, tracks: inner(depth - 1) });
    kinds.push(
      merged(
        fc.record({ type: fc.constant('timeline'), timeline, fit, muted: optional(fc.boolean()) }),
        looks,
        framed.picture,
        framed.crop,
        mixing,
      ),
    );
  }
  return fc.oneof(...kinds).chain((clip) => {
    const moves = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: moving(clip.type as string, length) });
    return moves.map((more) => ({ ...clip, ...more }));
  });
}

/** A clip of sound that lasts `length` seconds, without start and transitions. */
export const soundClip = (sources: Sources, length: number): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.constantFrom(...sources.sound), pace)
    .chain(([{ id, seconds }, speed]) =>
      merged(reading(seconds, speed, length), mixing, fc.constant({ type: 'audio', src: `asset:${id}`, ...speed })),
    );
