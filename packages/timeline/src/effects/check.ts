import type { Problem } from '../problems.ts';
import type { Clip } from '../timeline.ts';
import { keyOf } from './chroma-key.ts';
import { lookOf } from './table.ts';

/** Chroma of a colour from which on it is one: less is a grey. */
const COLORFUL = 8;

/** Effects that a clip of its kind cannot have, and keys that contradict each other. */
export function effectProblems(clip: Clip): Problem[] {
  if (clip.type === 'audio' || !clip.effects) return [];
  return clip.effects.flatMap(({ type, values }, i): Problem[] => {
    const at = [...clip.path, 'effects', i];
    const { clips, sized } = lookOf(type);
    if (clips && !clips.includes(clip.type))
      return [
        {
          ...{
            path: [...at, 'type'],
            code: 'NOT_FOR_CLIP',
            message: `The effect "${type}" is for clips of type ${clips.map((c) => `"${c}"`).join(', ')}.`,
          },
          hint: 'It looks at several frames of a file.',
        },
      ];
    if (sized && (clip.type === 'text' || clip.type === 'captions'))
      return [
        {
          ...{
            path: [...at, 'type'],
            code: 'NOT_FOR_CLIP',
            message: `The effect "${type}" must know the picture's size, which text has only once it is drawn.`,
          },
          hint: 'Put the text into a clip of type "timeline", and give that one the effect.',
        },
      ];
    if (type === 'chromaKey' && keyOf(String(values.color)).length < COLORFUL)
      return [
        {
          path: [...at, 'color'],
          code: 'INVALID_VALUE',
          message: `color must have a hue: ${values.color} is a grey, as far from one colour as from another.`,
        },
      ];
    const first = clip.effects!.findIndex((e) => e.type === type);
    if (clips && first < i)
      return [
        {
          path: [...at, 'type'],
          code: 'INVALID_VALUE',
          message: `The effect "${type}" is there already, at effects[${first}]: once is all it can do.`,
        },
      ];
    return [];
  });
}
