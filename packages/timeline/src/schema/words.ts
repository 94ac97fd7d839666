import { z } from 'zod';
import { seconds } from './values.ts';

export const word = z.strictObject({ text: z.string().min(1).max(200), start: seconds, end: seconds });
export const maxWords = z.number().int().min(1).max(50);
