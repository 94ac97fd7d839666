import type { Intent } from './port.ts';

/** The keys of an intent that mean the same for every provider; `own` is the rest, in the provider's own words. */
export interface NeutralInput {
  prompt: string | null;
  /** Seconds. */
  length: number | null;
  aspectRatio: string | null;
  own: Record<string, unknown>;
}

/** Splits an intent's input. A nested `input` object is the provider's own, too, and wins. */
export function neutralInput({ prompt: given, input }: Intent): NeutralInput {
  const { prompt, length, aspectRatio, input: nested, ...own } = input;
  const inner =
    typeof nested === 'object' && nested !== null && !Array.isArray(nested) ? nested : nested === undefined ? {} : { input: nested };
  return {
    prompt: given ?? (typeof prompt === 'string' ? prompt : null),
    length: typeof length === 'number' ? length : null,
    aspectRatio: typeof aspectRatio === 'string' ? aspectRatio : null,
    own: withoutEmpty({ ...own, ...inner }),
  };
}

/** Without the keys whose value is null or undefined. */
export const withoutEmpty = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
