import { threeLetters } from '../captions/languages.ts';
import { writeVtt } from '../captions/vtt.ts';
import type { OutputFormat } from '../output-formats.ts';
import { type CaptionTrack, captionTracks, type Plan } from '../plan.ts';

/** How a format keeps caption tracks, by ffmpeg's name; a format that is not here has none. */
export const CAPTION_CODECS: Readonly<Partial<Record<OutputFormat, 'mov_text' | 'webvtt'>>> = {
  mp4: 'mov_text',
  mov: 'mov_text',
  webm: 'webvtt',
};

/** What stands in the WebVTT files that assembleCommand joins, one for each of captionTracks(plan). */
export const captionFiles = (plan: Plan): string[] =>
  captionTracks(plan).map(({ cues }) =>
    writeVtt(CAPTION_CODECS[plan.output.format] === 'mov_text' ? cues.map((cue) => ({ ...cue, text: unescapable(cue.text) })) : cues),
  );

/** ffmpeg writes braces into MP4 with a backslash before them, and takes "\N" for a line break: what looks the same passes. */
const unescapable = (text: string): string => text.replaceAll('{', '\uff5b').replaceAll('}', '\uff5d').replaceAll('\\', '\\\u2060');

/** Codec and names of each track. A region is in no container's language code: without a label the tag is the name. */
export function captionArgs(tracks: readonly CaptionTrack[], format: OutputFormat): string[] {
  const codec = CAPTION_CODECS[format];
  if (codec === undefined || tracks.length === 0) return [];
  const name = codec === 'mov_text' ? 'handler_name' : 'title';
  return [
    // What is WebVTT already is copied: ffmpeg's encoder would lose its escapes.
    ...['-c:s', codec === 'webvtt' ? 'copy' : codec],
    ...tracks.flatMap(({ language, label }, i) => [
      ...[`-metadata:s:s:${i}`, `language=${threeLetters(language)}`, `-metadata:s:s:${i}`, `${name}=${label ?? language}`],
    ]),
  ];
}
