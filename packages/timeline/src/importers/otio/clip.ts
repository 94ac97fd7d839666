import type { Draft } from '../draft.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import { speedOf } from '../speed.ts';
import { lists, type Reference, referenceOf } from './media.ts';
import { type Range, rangeOf } from './time.ts';

/** A clip before it has a place: how long it lasts, and what it shows (null: the background). */
export interface Piece {
  path: string;
  length: number;
  /** Seconds skipped of its source. */
  trim: number;
  /** Seconds of its source that pass in a second, backwards below 0; 0: one frame stands. */
  pace: number;
  draft: Omit<Draft['clip'], 'start' | 'length'> | null;
}

export function pieceOf(part: Part, kind: 'visual' | 'audio', session: Session): Piece | null {
  part.ignore('OTIO_SCHEMA', 'name', 'color');
  const range = rangeOf(part.part('source_range'));
  const enabled = part.flag('enabled') ?? true;
  const ours = oursOf(part);
  // What has no file stands in our own metadata, whole.
  const generated = isObject(ours?.src) || isDrawn(ours) ? { url: '', path: part.path, available: undefined, generator: null } : null;
  if (generated) part.ignore('media_reference', 'media_references', 'active_media_reference_key');
  const reference = generated ?? referenceOf(part, session);
  if (!ours) lists(part, 'Metadata of other programs is not carried over.');
  const pace = paceOf(part, kind, session);
  dropMarkers(part);
  part.rest();
  const length = lengthOf(part, range, reference, session);
  if (length === null) return null;
  const piece = { path: part.path, length, trim: Math.max(0, (range?.start ?? 0) - (reference?.available?.start ?? 0)), pace };
  if (!range) piece.trim = 0;
  if (!enabled) session.drop(part.at('enabled'), 'The clip is switched off; the background shows.');
  const draft = enabled && reference ? shown(part, reference, kind, ours, session) : null;
  return { ...piece, draft: draft && (ours ? draft : { ...draft, ...timed(draft, piece, session) }) };
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
  if (isDrawn(ours)) return { type: String(ours?.type), ...more };
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

const isDrawn = (ours: Record<string, unknown> | null): boolean =>
  typeof ours?.type === 'string' && !['video', 'audio', 'image', 'text'].includes(ours.type);

/** A speed, forwards or backwards, or a frozen frame as the clip says it. */
function timed(draft: object, { path, pace, trim }: Omit<Piece, 'draft'>, session: Session): Record<string, unknown> {
  if (!('type' in draft) || (draft.type !== 'video' && draft.type !== 'audio')) return {};
  if (pace === 0) return { freeze: trim };
  return { ...speedOf(Math.abs(pace), path, session), ...(pace < 0 ? { reverse: true } : {}) };
}

/** How fast the clip plays; a clip lasts its source_range whatever its speed. All other effects are listed. */
function paceOf(part: Part, kind: 'visual' | 'audio', session: Session): number {
  let pace = 1;
  for (const effect of part.parts('effects')) {
    const schema = effect.text('OTIO_SCHEMA') ?? '';
    const scalar = effect.number('time_scalar');
    const warps = schema.startsWith('LinearTimeWarp.') || schema.startsWith('FreezeFrame.');
    const factor = schema.startsWith('FreezeFrame.') ? 0 : (scalar ?? 1);
    if (!warps) dropEffect(effect, schema, session);
    else if (factor === 0 && kind === 'audio') session.drop(effect.path, 'A frozen frame has no sound; the clip plays.');
    else pace *= factor;
  }
  return pace;
}

export function dropEffects(part: Part, session: Session): void {
  for (const effect of part.parts('effects')) dropEffect(effect, effect.text('OTIO_SCHEMA') ?? '', session);
}

function dropEffect(effect: Part, schema: string, session: Session): void {
  const name = effect.text('effect_name') || effect.text('name') || schema;
  session.drop(effect.path, `The effect "${name}" is not offered.`);
}

export function dropMarkers(part: Part): void {
  const markers = part.raw('markers');
  if (Array.isArray(markers) && markers.length > 0) part.drop('markers', 'A timeline has no markers.');
}
