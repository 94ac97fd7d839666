import type { Draft } from '../draft.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import { lists, type Reference, referenceOf } from './media.ts';
import { type Range, rangeOf } from './time.ts';

/** A clip before it has a place: how long it lasts, and what it shows (null: the background). */
export interface Piece {
  path: string;
  length: number;
  /** Seconds skipped of its source. */
  trim: number;
  draft: Omit<Draft['clip'], 'start' | 'length'> | null;
}

export function pieceOf(part: Part, kind: 'visual' | 'audio', session: Session): Piece | null {
  part.ignore('OTIO_SCHEMA', 'name', 'color');
  const range = rangeOf(part.part('source_range'));
  const enabled = part.flag('enabled') ?? true;
  const ours = oursOf(part);
  const generated = isObject(ours?.src) ? { url: '', path: part.path, available: undefined, generator: null } : null;
  if (generated) part.ignore('media_reference', 'media_references', 'active_media_reference_key');
  const reference = generated ?? referenceOf(part, session);
  if (!ours) lists(part, 'Metadata of other programs is not carried over.');
  dropEffects(part, session, ours !== null);
  dropMarkers(part);
  part.rest();
  const length = lengthOf(part, range, reference, session);
  if (length === null) return null;
  const piece = { path: part.path, length, trim: Math.max(0, (range?.start ?? 0) - (reference?.available?.start ?? 0)) };
  if (!range) piece.trim = 0;
  if (!enabled) session.drop(part.at('enabled'), 'The clip is switched off; the background shows.');
  return { ...piece, draft: enabled && reference ? shown(part, reference, kind, ours, session) : null };
}

function lengthOf(part: Part, range: Range | undefined, reference: Reference | null, session: Session): number | null {
  const known = range?.length ?? reference?.available?.length ?? (reference ? session.durationOf(reference.url) : null);
  if (known !== null && known !== undefined) return known;
  session.drop(part.path, 'How long it lasts is said neither by a source_range nor by its media; map its address to a probed asset.');
  return null;
}

function shown(
  part: Part,
  reference: Reference,
  kind: 'visual' | 'audio',
  ours: Record<string, unknown> | null,
  session: Session,
): Piece['draft'] {
  const { src: generated, start: _start, length: _length, trim: _trim, type: _type, ...more } = ours ?? {};
  if (isObject(generated)) return { type: ours?.type === 'image' ? 'image' : 'video', src: generated, ...more };
  if (reference.generator) {
    const text = reference.generator.parameters?.text('text');
    reference.generator.parameters?.rest();
    if (text && kind === 'visual') return { type: 'text', text, ...more };
    session.drop(part.path, 'The text generator has no text.');
    return null;
  }
  const type =
    kind === 'audio' ? 'audio' : /\.(png|jpe?g|webp)$/i.test(pathname(reference.url)) || ours?.type === 'image' ? 'image' : 'video';
  const src = session.source(reference.url, reference.path, type);
  if (type === 'image') return { type, src, ...more };
  // A track of pictures has no sound in OpenTimelineIO; sound has tracks of its own.
  return ours ? { type, src, ...more } : { type, src, onEnd: 'black', ...(type === 'video' && { muted: true }) };
}

const pathname = (url: string): string => url.split(/[?#]/)[0] ?? url;

/** What exportTimeline left for the way back. */
function oursOf(part: Part): Record<string, unknown> | null {
  const metadata = part.raw('metadata');
  return isObject(metadata) && isObject(metadata.workprint) ? metadata.workprint : null;
}

/** @param own what the effects do stands in our own metadata too */
export function dropEffects(part: Part, session: Session, own = false): void {
  for (const effect of part.parts('effects')) {
    const schema = effect.text('OTIO_SCHEMA') ?? '';
    const name = effect.text('effect_name') || effect.text('name') || schema;
    const scalar = effect.number('time_scalar');
    if (schema.startsWith('LinearTimeWarp.') && (own || scalar === 1)) continue;
    session.drop(
      effect.path,
      schema.startsWith('FreezeFrame.')
        ? 'A frozen frame is not offered; the clip plays.'
        : schema.startsWith('LinearTimeWarp.')
          ? `A speed of ${scalar} is not offered; the clip plays at its own.`
          : `The effect "${name}" is not offered.`,
    );
  }
}

export function dropMarkers(part: Part): void {
  const markers = part.raw('markers');
  if (Array.isArray(markers) && markers.length > 0) part.drop('markers', 'A timeline has no markers.');
}
