import type { Result } from '../problems.ts';
import { importEditly } from './editly/import.ts';
import { importHospup } from './hospup/import.ts';
import { importOtio } from './otio/import.ts';
import { Part } from './part.ts';
import { readDocument } from './read-document.ts';
import { Session } from './session.ts';
import { importShotstack } from './shotstack/import.ts';
import type { Imported, ImportFormat, ImportRequest } from './types.ts';

const IMPORTERS: Record<ImportFormat, (document: Part, session: Session) => Result<Imported>> = {
  otio: importOtio,
  shotstack: importShotstack,
  editly: importEditly,
  hospup: importHospup,
};

/**
 * A foreign document as a timeline. What a timeline does not say is in `unsupported`, each with its path and reason; addresses without
 * an asset are in `media` with a stand-in id.
 * @returns problems for a document that is none of its format, or whose values no timeline could hold
 */
export function importTimeline(request: ImportRequest): Result<Imported> {
  const read = readDocument(request.format, request.document);
  if (!read.ok) return read;
  const session = new Session(request);
  return IMPORTERS[request.format](new Part(read.value, '', session), session);
}
