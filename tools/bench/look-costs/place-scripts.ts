import { mkdirSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { FACES } from './script.ts';

const require = createRequire(import.meta.url);

/** The fonts that scripts are drawn with, in a folder of their own. @returns the folder */
export async function placeFaces(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  await Promise.all(FACES.map((file) => copyFile(require.resolve(file), path.join(folder, path.basename(file)))));
  return folder;
}

/** @returns the script's file */
export function placeScript(folder: string, name: string, script: string): string {
  const file = path.join(folder, `${name}.ass`);
  writeFileSync(file, script);
  return file;
}
