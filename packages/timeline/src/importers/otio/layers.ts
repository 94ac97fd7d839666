import { type Layer, largest } from '../draft.ts';
import { isObject, type Part } from '../part.ts';
import type { Session } from '../session.ts';
import { dropEffects, dropMarkers, pieceOf } from './clip.ts';
import { lists } from './media.ts';
import { type Range, rangeOf, timeOf } from './time.ts';
import { type Crossing, draftsOf, type Slot } from './track.ts';

/** Layers of a composition, from time 0, and the seconds it lasts. */
export interface Layered {
  layers: Layer[];
  length: number;
}

const MAX_DEPTH = 12;

/** A Stack: its children all begin at 0, the last one on top. */
export function stackOf(part: Part, kind: 'visual' | 'audio', session: Session, depth = 0): Layered {
  const range = common(part, session);
  const children = part.parts('children').map((child) => itemOf(child, kind, session, depth + 1));
  part.rest();
  const length = largest(children.map((c) => c.length));
  return cut({ layers: children.flatMap((c) => c.layers), length }, range);
}

/** A Track: its children one after the other. A nested composition brings layers of its own. */
function trackOf(part: Part, above: 'visual' | 'audio', session: Session, depth: number): Layered {
  const range = common(part, session);
  const kind = (part.text('kind') ?? '').toLowerCase() === 'audio' ? 'audio' : above;
  const slots: Slot[] = [];
  const crossings: Crossing[] = [];
  const nested: Layer[] = [];
  let cursor = 0;
  for (const child of part.parts('children')) {
    const schema = child.text('OTIO_SCHEMA') ?? '';
    if (schema.startsWith('Transition.')) {
      crossings.push(crossingOf(child, slots.at(-1), session));
      continue;
    }
    const slot: Slot = { start: cursor, end: cursor, piece: null, gap: schema.startsWith('Gap.') };
    if (schema.startsWith('Clip.')) {
      slot.piece = pieceOf(child, kind, session);
      slot.end += slot.piece?.length ?? 0;
    } else if (slot.gap) slot.end += gapOf(child, session);
    else {
      const inner = itemOf(child, kind, session, depth + 1);
      for (const layer of inner.layers) nested.push(moved(layer, cursor));
      slot.end += inner.length;
    }
    const last = crossings.at(-1);
    if (last && last.right === undefined && last.left === slots.at(-1)) last.right = slot;
    slots.push(slot);
    cursor = slot.end;
  }
  part.rest();
  const own: Layer = { kind, ...idOf(part), clips: draftsOf(slots, crossings, session) };
  return cut({ layers: [own, ...nested], length: cursor }, range);
}

function itemOf(part: Part, kind: 'visual' | 'audio', session: Session, depth: number): Layered {
  const schema = part.text('OTIO_SCHEMA') ?? '';
  if (depth <= MAX_DEPTH) {
    if (schema.startsWith('Stack.')) return stackOf(part, kind, session, depth);
    if (schema.startsWith('Track.') || schema.startsWith('Sequence.')) return trackOf(part, kind, session, depth);
    if (schema.startsWith('Clip.')) {
      const piece = pieceOf(part, kind, session);
      const length = piece?.length ?? 0;
      return { layers: [{ kind, clips: draftsOf([{ start: 0, end: length, piece, gap: false }], [], session) }], length };
    }
    if (schema.startsWith('Gap.')) return { layers: [], length: gapOf(part, session) };
  }
  session.drop(part.path, depth > MAX_DEPTH ? 'Compositions are nested too deeply.' : `"${schema}" is not something that can be shown.`);
  return { layers: [], length: 0 };
}

function common(part: Part, session: Session): Range | undefined {
  part.ignore('OTIO_SCHEMA', 'name', 'color');
  const range = rangeOf(part.part('source_range'));
  dropEffects(part, session);
  dropMarkers(part);
  if (!isObject((part.raw('metadata') as Record<string, unknown> | undefined)?.workprint))
    lists(part, 'Metadata of other programs is not carried over.');
  if (part.flag('enabled') === false) session.drop(part.at('enabled'), 'Tracks cannot be switched off; it is shown.');
  return range;
}

function gapOf(part: Part, session: Session): number {
  return common(part, session)?.length ?? 0;
}

function crossingOf(part: Part, left: Slot | undefined, session: Session): Crossing {
  const type = part.text('transition_type') ?? 'SMPTE_Dissolve';
  const ours = (part.raw('metadata') as Record<string, unknown> | undefined)?.workprint;
  if (type !== 'SMPTE_Dissolve' && !isObject(ours))
    session.drop(part.at('transition_type'), `The transition "${type}" is not offered; it is a fade.`);
  const before = timeOf(part.part('in_offset')) ?? 0;
  const after = timeOf(part.part('out_offset')) ?? 0;
  part.ignore('OTIO_SCHEMA', 'name', 'enabled');
  if (!isObject(ours)) lists(part, 'Metadata of other programs is not carried over.');
  part.rest();
  return { path: part.path, before, after, left, right: undefined, ...(isObject(ours) ? { look: ours } : {}) };
}

/** The id that exportTimeline noted: ducking names tracks by it. */
function idOf(part: Part): { id?: string } {
  const ours = (part.raw('metadata') as Record<string, unknown> | undefined)?.workprint;
  return isObject(ours) && typeof ours.id === 'string' ? { id: ours.id } : {};
}

const moved = (layer: Layer, by: number): Layer => ({
  ...layer,
  clips: layer.clips.map(({ from, clip }) => ({ from, clip: { ...clip, start: clip.start + by } })),
});

/** A composition seen through its source_range: what lies outside is cut away, the rest begins at 0. */
function cut({ layers, length }: Layered, range: Range | undefined): Layered {
  if (!range) return { layers, length };
  const [from, to] = [range.start, range.start + range.length];
  const clips = (layer: Layer) =>
    layer.clips.flatMap(({ from: path, clip }) => {
      const start = Math.max(from, clip.start);
      const end = Math.min(to, clip.start + (clip.length ?? 0));
      if (end <= start) return [];
      const { transitionIn, transitionOut, ...rest } = clip;
      const shortened = {
        ...rest,
        ...(start === clip.start && transitionIn !== undefined && { transitionIn }),
        ...(end === clip.start + (clip.length ?? 0) && transitionOut !== undefined && { transitionOut }),
        start: start - from,
        length: end - start,
        ...('trim' in clip && { trim: Math.round(((clip.trim as number) + (start - clip.start) * Number(clip.speed ?? 1)) * 1e6) / 1e6 }),
      };
      return [{ from: path, clip: shortened as typeof clip }];
    });
  return { layers: layers.map((layer) => ({ ...layer, clips: clips(layer) })), length: range.length };
}
