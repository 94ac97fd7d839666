import { readFile } from 'node:fs/promises';
import { fontFile, type PlanSource } from '@workprint/timeline';
import type { Dependencies } from './dependencies.ts';

type Needs = Pick<Dependencies, 'sources' | 'fonts'>;

/** Makes an uploaded font known to the canvas; nothing is to be done for a shipped one. `path` is where its file may be put. */
export const placeFont = async (
  { sources, fonts }: Needs,
  known: Readonly<Record<string, Pick<PlanSource, 'sha256' | 'objectKey' | 'bytes'>>>,
  font: string,
  path: string,
  signal: AbortSignal,
): Promise<void> => {
  const sha256 = fontFile(font);
  const source = sha256 === null ? undefined : known[sha256];
  if (source === undefined || fonts.has(source.sha256)) return;
  await sources.place(source, path, signal);
  fonts.add(source.sha256, await readFile(path), 'the uploaded font');
};
