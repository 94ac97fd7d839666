import type { Problem } from '../problems.ts';
import type { Path } from '../timeline.ts';
import type { ReadCue } from './cues.ts';

const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})`;
const TIMING = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s.*)?$`);

/** Reads SubRip or WebVTT. Tags are left out, WebVTT's comments, styles, regions and cue settings too. */
export function readSubtitles(format: 'srt' | 'vtt', text: string, path: Path, problems: Problem[]): ReadCue[] {
  const bad = (message: string, hint?: string) =>
    void problems.push({ path, code: 'INVALID_CAPTIONS', message, ...(hint ? { hint } : {}) });
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (format === 'vtt' && !/^WEBVTT(\s|$)/.test(lines[0] ?? '')) bad('WebVTT begins with a line "WEBVTT".');
  const cues: ReadCue[] = [];
  for (const { from, block } of blocksOf(lines)) {
    if (format === 'vtt' && (/^(NOTE|STYLE|REGION)(\s|$)/.test(block[0]!) || (from === 0 && block[0]!.startsWith('WEBVTT')))) continue;
    // One line may stand before the times: a number or, in WebVTT, a name.
    const at = block.findIndex((line) => line.includes('-->'));
    const times = at >= 0 && at <= 1 ? TIMING.exec(block[at]!) : null;
    const line = from + Math.max(0, at) + 1;
    if (!times) {
      bad(`Line ${line} of the captions should say times, not ${JSON.stringify(block[Math.max(0, at)]!.slice(0, 40))}.`, EXAMPLES[format]);
      continue;
    }
    const content = plain(block.slice(at + 1).join('\n'), format);
    if (content !== '')
      cues.push({
        start: seconds(times, 1),
        end: seconds(times, 5),
        text: content,
        path,
        place: `caption ${cues.length + 1} (line ${line})`,
      });
  }
  if (cues.length === 0 && problems.length === 0) bad('There is no caption in it.');
  return cues;
}

const EXAMPLES = { srt: 'For instance "00:00:01,000 --> 00:00:02,500".', vtt: 'For instance "00:01.000 --> 00:02.500".' };

/** Runs of lines between empty ones. */
function blocksOf(lines: readonly string[]): { from: number; block: string[] }[] {
  const blocks: { from: number; block: string[] }[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    if (i > 0 && lines[i - 1]!.trim() !== '') blocks.at(-1)!.block.push(line);
    else blocks.push({ from: i, block: [line] });
  });
  return blocks;
}

function seconds(match: RegExpExecArray, from: number): number {
  const [h, m, s, ms] = [0, 1, 2, 3].map((i) => match[from + i] ?? '0') as [string, string, string, string];
  return (Number(h) * 3_600_000 + Number(m) * 60_000 + Number(s) * 1000 + Number(ms.padEnd(3, '0'))) / 1000;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f', quot: '"' };

function plain(text: string, format: 'srt' | 'vtt'): string {
  const untagged = text.replace(format === 'srt' ? /<\/?(?:b|i|u|s|font)\b[^<>]*>|\{\\[^{}]*\}/gi : /<[^<>]*>/g, '');
  const decoded = format === 'vtt' ? untagged.replace(/&([a-z]{2,4});/g, (all, name: string) => ENTITIES[name] ?? all) : untagged;
  return decoded
    .split('\n')
    .map((l) => l.trim())
    .filter((l) => l !== '')
    .join('\n');
}
