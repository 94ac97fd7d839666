import { withCaptions } from './compile/captions.ts';
import { withFonts } from './compile/fonts.ts';
import type { Media } from './compile/media-of.ts';
import { allClips, type Path, type TextClip, type Timeline } from './timeline.ts';
import { COUNTER } from './titles/counter.ts';
import { transformed } from './titles/transform.ts';

/** Letters the timeline draws, with where they stand in the document. */
export interface DrawnText {
  path: Path;
  text: string;
  /** As TextRaster.font. */
  font: string;
  weight: number;
  italic: boolean;
}

/** All characters a counter may come to. */
const countedText = ({ text, counter }: TextClip): string =>
  counter ? text.replaceAll(COUNTER, () => `${counter.prefix}-0123456789.,${counter.separator}${counter.suffix}`) : text;

/** Every text that is drawn, of captions all cues together. What `media` lacks keeps the name it has in the document. */
export const drawnTexts = (timeline: Timeline, media: Media): DrawnText[] =>
  allClips(withFonts(withCaptions(timeline, media, []), media, []).timeline).flatMap((clip): DrawnText[] => {
    if (clip.type !== 'text' && clip.type !== 'captions') return [];
    if (clip.type === 'captions' && clip.track !== null) return [];
    const { font, weight, italic } = clip.style;
    const key = clip.type === 'text' ? 'text' : clip.file === null ? 'captions' : 'src';
    const said = clip.type === 'text' ? countedText(clip) : clip.cues.map((c) => c.text).join('\n');
    return [{ path: [...clip.path, key], text: transformed(said, clip.style.transform, [], COUNTER).text, font, weight, italic }];
  });
