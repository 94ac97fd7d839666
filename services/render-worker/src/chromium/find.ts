import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The named browser, else the first one on the path; null where there is none. */
export const findChromium = async (named: string | undefined, path: string): Promise<string | null> => {
  if (named !== undefined) return named;
  for (const folder of path.split(delimiter).filter((f) => f !== ''))
    for (const name of NAMES) {
      const file = join(folder, name);
      const there = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (there) return file;
    }
  return null;
};
