import type { Rational } from '../media.ts';
import { secondsOf } from '../rate.ts';
import type { Canvas, Length, TextClip } from '../timeline.ts';
import type { Placed } from './place.ts';

const middle: Length = { value: 50, unit: '%' };

/** The word DRAFT over the middle of the whole film: a still text, so that it is the same in every chunk. */
export function watermark(canvas: Canvas, track: number, frames: number, fps: Rational): Placed<TextClip> {
  const size = Math.max(4, Math.round(Math.min(canvas.width, canvas.height) / 4));
  const clip: TextClip = {
    ...{ type: 'text', text: 'DRAFT', path: ['draft'], start: 0, length: secondsOf(frames, fps) },
    position: { x: middle, y: middle, anchor: 'center' },
    ...{ scale: 1, rotation: 0, opacity: 1, transitionIn: null, transitionOut: null },
    style: {
      ...{ font: 'Inter', weight: 700, italic: false, size, color: '#ffffff80', align: 'center', lineHeight: 1.2, maxWidth: null },
      ...{ background: null, padding: 0, stroke: { color: '#00000060', width: Math.max(1, size / 24) }, shadow: null },
    },
  };
  return { clip, track, start: 0, end: frames, media: null, pictures: {}, demuxers: '', fadeIn: null, fadeOut: null, inner: [] };
}
