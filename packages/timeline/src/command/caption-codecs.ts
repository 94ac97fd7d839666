import { threeLetters } from '../captions/languages.ts';
import { writeVtt } from '../captions/vtt.ts';
import type { OutputFormat } from '../output-formats.ts';
import { type CaptionTrack, captionTracks, type Plan } from '../plan.ts';

/** How a format keeps caption tracks, by ffmpeg's name (ladders as files beside the picture); a format that is not here has none. */
export const CAPTION_CODECS: Readonly<Partial<Record<OutputFormat, 'mov_text' | 'webvtt'>>> = {
  mp4: 'mov_text',
  mov: 'mov_text',
  webm: 'webvtt',
  hls: 'webvtt',
  dash: 'webvtt',
};

/** What stands in the WebVTT files that assembleCommand joins into an output of this format, one for each of captionTracks(plan). */
export const captionFiles = (plan: Plan, format: OutputFormat): (Pick<CaptionTrack, 'language' | 'label'> & { text: string })[] =>
  captionTracks(plan).map(({ language, label, cues }) => {
    const written = CAPTION_CODECS[format] === 'mov_text' ? cues.map((cue) => ({ ...cue, text: unescapable(cue.text) })) : cues;
    return { language, label, text: writeVtt(written) };
  });

/** ffmpeg writes braces into MP4 with a backslash before them, and takes "\N" for a line break: what looks the same passes. */
const unescapable = (text: string): string => text.replaceAll('{', '\uff5b').replaceAll('}', '\uff5d').replaceAll('\\', '\\\u2060');

/** Codec and names of each track. A region is in no container's language code: without a label the tag is the name. */
export function captionArgs(tracks: readonly Pick<CaptionTrack, 'language' | 'label'>[], format: OutputFormat): string[] {
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
