import { isObject } from '../part.ts';

/** Puts the values of `merge: [{ find, replace }]` in place of {{ find }}. A text that is nothing else becomes the value itself. */
export function merged(document: Record<string, unknown>): Record<string, unknown> {
  const fields = Array.isArray(document.merge) ? document.merge.filter(isObject) : [];
  const values = new Map(fields.flatMap((f) => (typeof f.find === 'string' ? [[f.find, f.replace] as const] : [])));
  if (values.size === 0) return document;
  const { merge, ...body } = document;
  return { ...(replace(body, values, 0) as Record<string, unknown>), merge };
}

function replace(value: unknown, values: ReadonlyMap<string, unknown>, depth: number): unknown {
  if (typeof value === 'string') return inText(value, values);
  if (value === null || typeof value !== 'object' || depth > 32) return value;
  if (Array.isArray(value)) return value.map((v) => replace(v, values, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, replace(v, values, depth + 1)]));
}

function inText(text: string, values: ReadonlyMap<string, unknown>): unknown {
  const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/.exec(text)?.[1];
  if (whole !== undefined && values.has(whole)) return values.get(whole);
  return text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (all, name: string) => (values.has(name) ? String(values.get(name)) : all));
}
