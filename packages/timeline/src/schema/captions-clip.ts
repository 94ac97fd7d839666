import { z } from 'zod';
import { animate, highlight } from './text-motion.ts';
import { textStyle } from './text-style.ts';
import { assetSource, length, start } from './values.ts';
import { visualLetters } from './visual.ts';
import { maxWords, word } from './words.ts';

const captions = z.union(
  [
    z.strictObject({ format: z.enum(['srt', 'vtt']), text: z.string().min(1).max(500_000) }),
    z.strictObject({
      format: z.literal('words'),
      words: z.array(word).min(1).max(20_000),
      maxWords: maxWords.optional(),
    }),
  ],
  { error: '{ "format": "srt" or "vtt", "text" } or { "format": "words", "words" }' },
);

const TAG = 'a language tag, for instance "en" or "pt-BR"';
const language = z.string({ error: TAG }).regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/, { error: TAG });

const NAME = 'a name of 1 to 100 characters in one line';
const label = z.string({ error: NAME }).regex(/^\P{Cc}{1,100}$/u, { error: NAME });

const { transitionIn: _, transitionOut: __, motion: ___, path: ____, depth: _____, ...looks } = visualLetters;

export const captionsClip = z.strictObject({
  type: z.literal('captions'),
  captions: captions.optional(),
  src: assetSource.optional(),
  mode: z.enum(['burn', 'track']).optional(),
  language: language.optional(),
  label: label.optional(),
  start,
  length: length.optional(),
  style: textStyle.optional(),
  animate: animate.optional(),
  highlight: highlight.optional(),
  ...looks,
});
