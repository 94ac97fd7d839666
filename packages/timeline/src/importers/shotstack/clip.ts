import type { Draft } from '../draft.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';
import { speedOf } from '../speed.ts';
import { captionsOf } from './captions.ts';
import { cropOf, fitOf, lookOf } from './look.ts';
import { pageOf } from './page.ts';
import { shapeOf } from './shape.ts';
import { soundOf } from './sound.ts';
import { textOf, titleOf } from './text.ts';
import type { Timing } from './timing.ts';

const ABSENT: Record<string, string> = {
  html: 'The page is empty.',
  luma: 'A luma matte is not offered: it is not shown, and the clips it would mask are whole.',
  caption: 'Captions are not made from speech; give the address of a caption file.',
  shape: 'It has no rectangle, circle or line, or nothing of it would be seen.',
  svg: 'SVG is not carried over.',
  'text-to-speech': 'Speech is not made; import the sound.',
  'image-to-video': 'Generated media is not made from here; see generateVideo.',
  'text-to-image': 'Generated media is not made from here; see generateVideo.',
  'rich-text': 'Rich text is not carried over.',
};

/** One clip of a Shotstack track, or null where it is listed instead. */
export function clipOf(clip: Part, timing: Timing, canvasHeight: number, session: Session): Draft | null {
  clip.ignore('start', 'length', 'alias');
  const asset = clip.part('asset');
  const type = asset?.text('type') ?? '';
  const body = asset && bodyOf(type, clip, asset, timing.length, canvasHeight, session);
  if (!body) {
    session.drop(
      asset ? asset.path : clip.path,
      ABSENT[type] ?? (asset ? `An asset of type "${type}" is not carried over.` : 'The clip has no asset.'),
    );
    return null;
  }
  if (type !== 'audio') Object.assign(body, lookOf(clip, timing.length, session));
  clip.rest({ effect: 'Effects are not offered.' });
  const length = timing.length === null ? {} : { length: timing.length };
  return { from: clip.path, clip: { ...body, start: timing.start, ...length } as Draft['clip'] };
}

function bodyOf(
  type: string,
  clip: Part,
  asset: Part,
  length: number | null,
  canvasHeight: number,
  session: Session,
): Record<string, unknown> | null {
  if (type === 'text') return textOf(asset, session);
  if (type === 'shape') return shapeOf(asset, session);
  if (type === 'html') return pageOf(asset, session);
  if (type === 'caption') return captionsOf(asset, session);
  if (type === 'title') return titleOf(asset, canvasHeight, session);
  const src = asset.text('src');
  if (!src || (type !== 'video' && type !== 'image' && type !== 'audio')) return null;
  const source = { type, src: session.source(src, asset.at('src'), type) };
  const why = {
    chromaKey: 'A chroma key is not offered.',
  };
  const crop = type === 'audio' ? {} : cropOf(asset);
  if (type === 'image') {
    asset.rest(why);
    return { ...source, ...crop, fit: fitOf(clip, session) };
  }
  const trim = asset.number('trim', 0, 1e6);
  const sound = soundOf(asset, type === 'audio' ? 'effect' : 'volumeEffect', length, session);
  asset.ignore('transcode');
  const speed = asset.number('speed', 0.001, 1e3);
  asset.rest(why);
  const timed = {
    ...source,
    onEnd: type === 'audio' ? 'black' : 'freeze',
    ...(trim !== undefined && { trim }),
    ...speedOf(speed ?? 1, asset.at('speed'), session),
    ...sound,
  };
  return type === 'audio' ? timed : { ...timed, ...crop, fit: fitOf(clip, session) };
}
