/** The value if it is a string that says something, else null. */
export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Seconds from 5, "5" or "5s"; null when it is none of them. At most a minute. */
export function seconds(value: unknown): number | null {
  const number = typeof value === 'number' ? value : Number(/^(\d+(?:\.\d+)?)s?$/.exec(text(value) ?? '')?.[1] ?? Number.NaN);
  return Number.isFinite(number) && number > 0 ? Math.min(number, 60) : null;
}

/** Whether a model makes pictures; the simulators know it by its name. */
export const isPicture = (model: string): boolean => /flux|photon|imagen|recraft|stable-diffusion|sdxl/i.test(model);
