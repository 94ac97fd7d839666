/** The first file among a model's output: a string, a list of strings, or an object that holds one; null when there is none. */
export function firstUrl(output: unknown): string | null {
  if (typeof output === 'string') return /^(https?:|data:)/.test(output) ? output : null;
  if (typeof output !== 'object' || output === null) return null;
  for (const part of Object.values(output)) {
    const url = firstUrl(part);
    if (url) return url;
  }
  return null;
}
