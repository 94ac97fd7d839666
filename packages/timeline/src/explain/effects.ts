import type { Change } from './changes.ts';

/** What of a clip is only heard. Everything else may be seen. */
const HEARD = ['volume', 'pan', 'fadeIn', 'fadeOut', 'fadeInCurve', 'fadeOutCurve', 'duck', 'audioEffects', 'keepPitch', 'muted'];
const FRAMED = ['crop', 'flip', 'corners', 'border', 'shadow', 'mask', 'blend'];
const MOVING = ['animate', 'highlight', 'counter'];
/** What of a clip is only seen. Everything else may be heard. */
const SEEN = [
  ...['position', 'scale', 'rotation', 'opacity', 'fit', 'text', 'style', 'cues', 'file', 'transparent', 'timeline', 'effects'],
  ...FRAMED,
  ...MOVING,
];
/** What moves other clips, or where the timeline ends. */
const TIMES = ['start', 'length', 'trim', 'src', 'speed'];

const root = ({ property }: Change): string => property?.split('.')[0] ?? '';

export const mayBeSeen = (change: Change): boolean => !HEARD.includes(root(change));
export const mayBeHeard = (change: Change): boolean => !SEEN.includes(root(change));
export const mayMove = (change: Change): boolean => change.kind !== 'CLIP_CHANGED' || TIMES.includes(root(change));
