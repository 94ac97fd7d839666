import type { Cue } from '../timeline.ts';

/** A WebVTT file of cues in seconds, which must follow each other. */
export const writeVtt = (cues: readonly Cue[]): string =>
  `WEBVTT\n${cues.map(({ start, end, text }) => `\n${clock(start)} --> ${clock(end)}\n${escaped(text)}\n`).join('')}`;

function clock(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** An empty line would end the cue. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\r\n]+/g, '\n');
