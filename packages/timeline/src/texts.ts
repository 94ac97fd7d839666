import { withCaptions } from './compile/captions.ts';
import { withFonts } from './compile/fonts.ts';
import type { Media } from './compile/media-of.ts';
import { allClips, type Path, type Timeline } from './timeline.ts';

/** Letters the timeline draws, with where they stand in the document. */
export interface DrawnText {
  path: Path;
  text: string;
  /** As TextRaster.font. */
  font: string;
  weight: number;
  italic: boolean;
}

/** Every text that is drawn, of captions all cues together. What `media` lacks keeps the name it has in the document. */
export const drawnTexts = (timeline: Timeline, media: Media): DrawnText[] =>
  allClips(withFonts(withCaptions(timeline, media, []), media, []).timeline).flatMap((clip): DrawnText[] => {
    if (clip.type !== 'text' && clip.type !== 'captions') return [];
    if (clip.type === 'captions' && clip.track !== null) return [];
    const { font, weight, italic } = clip.style;
    const key = clip.type === 'text' ? 'text' : clip.file === null ? 'captions' : 'src';
    const text = clip.type === 'text' ? clip.text : clip.cues.map((c) => c.text).join('\n');
    return [{ path: [...clip.path, key], text, font, weight, italic }];
  });
