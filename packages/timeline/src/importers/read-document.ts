import JSON5 from 'json5';
import type { Result } from '../problems.ts';
import { isObject } from './part.ts';
import type { ImportFormat } from './types.ts';

/** The document as an object: parsed when it came as text, JSON5 for editly and JSON for all others. */
export function readDocument(format: ImportFormat, document: unknown): Result<Record<string, unknown>> {
  let value = document;
  if (typeof document === 'string') {
    try {
      value = format === 'editly' ? JSON5.parse(document) : JSON.parse(document);
    } catch (error) {
      const message = `The document is not ${format === 'editly' ? 'JSON5' : 'JSON'}: ${error instanceof Error ? error.message : String(error)}`;
      return { ok: false, problems: [{ path: [], code: 'INVALID_DOCUMENT', message }] };
    }
  }
  if (isObject(value)) return { ok: true, value };
  return { ok: false, problems: [{ path: [], code: 'INVALID_DOCUMENT', message: 'The document must be an object.' }] };
}
