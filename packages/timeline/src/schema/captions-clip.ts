import { z } from 'zod';
import { textStyle } from './text-style.ts';
import { length, seconds, start } from './values.ts';
import { visual } from './visual.ts';

const word = z.strictObject({ text: z.string().min(1).max(200), start: seconds, end: seconds });

const captions = z.union(
  [
    z.strictObject({ format: z.enum(['srt', 'vtt']), text: z.string().min(1).max(500_000) }),
    z.strictObject({
      format: z.literal('words'),
      words: z.array(word).min(1).max(20_000),
      maxWords: z.number().int().min(1).max(50).optional(),
    }),
  ],
  { error: '{ "format": "srt" or "vtt", "text" } or { "format": "words", "words" }' },
);

const { transitionIn: _, transitionOut: __, ...looks } = visual;

export const captionsClip = z.strictObject({
  type: z.literal('captions'),
  captions,
  start,
  length: length.optional(),
  style: textStyle.optional(),
  ...looks,
});
