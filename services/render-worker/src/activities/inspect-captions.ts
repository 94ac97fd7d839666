import { readFile, stat } from 'node:fs/promises';
import {
  type CaptionFormat,
  captionFormat,
  MAX_CAPTION_CHARACTERS,
  type MediaProbe,
  type Problem,
  readCaptionFile,
} from '@workprint/timeline';
import { fail } from '../failure-error.ts';

const TYPES: Record<CaptionFormat, string> = { srt: 'application/x-subrip', vtt: 'text/vtt', words: 'application/json' };
const SAID: readonly string[] = [...Object.values(TYPES), 'text/srt'];
/** Four bytes a character at most. */
const MAX_BYTES = 4 * MAX_CAPTION_CHARACTERS;
const LISTED = 5;

/** Whether a file is to be read as captions: its head begins as such a text, or it was sent as one and may be damaged. */
export const looksLikeCaptions = (head: Buffer, said: string): boolean =>
  SAID.includes(said) || (!head.includes(0) && captionFormat(head.toString('utf8')) !== null);

/**
 * Reads a caption file whole.
 * @param name how the file is called in messages
 * @throws FailureError UNREADABLE_MEDIA naming caption and line, MEDIA_TOO_LARGE
 */
export const inspectCaptions = async (path: string, name: string): Promise<{ probe: MediaProbe; contentType: string }> => {
  const { size: bytes } = await stat(path);
  if (bytes === 0) throw fail('UNREADABLE_MEDIA', `${name} is empty (0 bytes).`);
  if (bytes > MAX_BYTES) throw fail('MEDIA_TOO_LARGE', `${name} has ${bytes} bytes; captions may have ${MAX_BYTES} at most.`);
  const text = decoded(await readFile(path), name);
  const problems: Problem[] = [];
  const cues = readCaptionFile(text, [], problems);
  if (problems.length > 0) {
    const more = problems.length > LISTED ? ` (and ${problems.length - LISTED} more)` : '';
    const said = problems.slice(0, LISTED).map((p) => p.message);
    throw fail('UNREADABLE_MEDIA', `${name}: ${said.join(' ')}${more}`, { ...(problems[0]?.hint ? { hint: problems[0].hint } : {}) });
  }
  const container = captionFormat(text)!;
  const durationSeconds = cues.at(-1)?.end ?? 0;
  return {
    probe: { kind: 'captions', container, bytes, durationSeconds, video: null, audio: null, captions: { cues: cues.length } },
    contentType: TYPES[container],
  };
};

const decoded = (bytes: Buffer, name: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw fail('UNREADABLE_MEDIA', `${name} is not UTF-8 text.`, { hint: 'Save the captions as UTF-8 and upload them again.' });
  }
};
