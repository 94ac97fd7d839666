import type { Draft } from '../draft.ts';
import type { Session } from '../session.ts';
import type { Piece } from './clip.ts';

/** What stands on a track one after the other. Seconds on the timeline, before transitions reach over. */
export interface Slot {
  start: number;
  end: number;
  /** null: a gap, or something nested that has layers of its own. */
  piece: Piece | null;
  gap: boolean;
}

export interface Crossing {
  path: string;
  /** Seconds it reaches back before the cut, and on after it. */
  before: number;
  after: number;
  /** The slots on both sides. */
  left: Slot | undefined;
  right: Slot | undefined;
  /** What exportTimeline noted of how it looks; none: a fade. */
  look?: Record<string, unknown>;
}

/** Clips of one track with their transitions: the outgoing one goes on, the incoming one begins earlier, the cut stays where it is. */
export function draftsOf(slots: readonly Slot[], crossings: readonly Crossing[], session: Session): Draft[] {
  const drafts = new Map<Slot, Draft>();
  for (const slot of slots) {
    const { piece } = slot;
    if (!piece?.draft || slot.end <= slot.start) continue;
    const clip = { ...piece.draft, start: slot.start, length: slot.end - slot.start } as Draft['clip'];
    if ((clip.type === 'video' || clip.type === 'audio') && clip.freeze === undefined) clip.trim = round(piece.trim);
    drafts.set(slot, { from: piece.path, clip });
  }
  for (const crossing of crossings) cross(crossing, drafts, session);
  return [...drafts.values()];
}

function cross({ path, before, after, left, right, look = { type: 'fade' } }: Crossing, drafts: Map<Slot, Draft>, session: Session): void {
  const a = left && drafts.get(left)?.clip;
  const b = right && drafts.get(right)?.clip;
  if ((left && !a && !left.gap) || (right && !b && !right.gap) || (!a && !b)) {
    session.drop(path, 'A transition needs a clip on its sides; it is a cut.');
    return;
  }
  const whole = before + after;
  const room = (clip: Draft['clip']) => (clip.length ?? 0) - ((clip.transitionIn as { length: number } | undefined)?.length ?? 0);
  const tooLong = (a && room(a) + after < whole - 1e-6) || (b && (b.length ?? 0) + before < whole - 1e-6) || whole <= 0;
  const handle = b && 'trim' in b ? (b.trim as number) : Number.POSITIVE_INFINITY;
  const earlier = before * Number(b?.speed ?? 1);
  if (tooLong || handle < earlier - 1e-6) {
    session.drop(
      path,
      tooLong
        ? 'It is longer than the clips beside it; it is a cut.'
        : 'The clip after it has no frames before its first one; it is a cut.',
    );
    return;
  }
  const transition = { ...look, length: round(whole) };
  if (a) Object.assign(a, { length: (a.length ?? 0) + after, transitionOut: transition });
  if (b) {
    Object.assign(b, { start: b.start - before, length: (b.length ?? 0) + before }, 'trim' in b && { trim: round(handle - earlier) });
    b.transitionIn = transition;
  }
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6 || 0;
