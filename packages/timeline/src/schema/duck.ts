import { z } from 'zod';
import type { Duck } from '../sound.ts';
import { id } from './values.ts';

/** Where voices have what makes them understood, Hz. */
const VOICE = { from: 250, to: 4000 };

const frequency = z.number().min(60).max(16_000);
const carve = z.union([z.boolean(), z.strictObject({ from: frequency.optional(), to: frequency.optional() })], {
  error: 'true, false, or { "from", "to" } in Hz',
});

export const duck = z.strictObject({ under: id, by: z.number().min(-60).max(0), carve: carve.optional() });

export function normaliseDuck(raw: z.infer<typeof duck> | undefined): Duck | null {
  if (!raw) return null;
  const { carve = false, ...all } = raw;
  if (carve === false) return all;
  const { from = VOICE.from, to = VOICE.to } = carve === true ? VOICE : carve;
  return { ...all, carve: { from, to } };
}
