import type { Cue } from '../timeline.ts';

/** Cues in seconds of the film → a WebVTT file. */
export function webVtt(cues: readonly Cue[]): string {
  return ['WEBVTT', ...cues.map(({ start, end, text }) => `${clock(start)} --> ${clock(end)}\n${payload(text)}`)].join('\n\n').concat('\n');
}

const clock = (at: number): string => {
  const ms = Math.round(at * 1000);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
};

/** A blank line would end the cue; tags are not asked for. */
const payload = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/\n(?=\n)|^\n+|\n+$/g, '');
