import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandInput, madeWith, type Plan } from '@workprint/timeline';
import { drawLottie, drawRaster, drawTitle } from '../canvas/index.ts';
import { type FailureError, fail } from '../failure-error.ts';
import type { Dependencies } from './dependencies.ts';
import { type PieceOwner, placePiece } from './mezzanines.ts';
import { placeFont } from './place-font.ts';
import { placeSource } from './place-source.ts';

/** Puts every input of a command into the attempt's folder, all at once. Returns absolute paths by input id. */
export const placeInputs = async (
  needs: Dependencies,
  owner: PieceOwner,
  plan: Plan,
  inputs: readonly CommandInput[],
  folder: string,
  signal: AbortSignal,
): Promise<Record<string, string>> => {
  const { sources, fonts, chromium, counters } = needs;
  const fetch = (sha256: string, path: string): Promise<string> => placeSource(needs, plan, sha256, path, signal);
  const place = async (input: CommandInput, index: number): Promise<[string, string]> => {
    const path = join(folder, `in-${index}`);
    switch (input.kind) {
      case 'source':
        return [input.id, await fetch(input.sha256, path)];
      // Its reader goes by the file's name.
      case 'lut':
        return [input.id, await fetch(input.sha256, `${path}.cube`)];
      case 'page': {
        if (chromium === null) throw htmlUnavailable();
        const { page, first, frames } = input;
        const hashes = [...new Set(Object.values(page.assets).map((a) => a.sha256))];
        const files = await settled(hashes.map(async (sha256, i) => [sha256, await fetch(sha256, `${path}-${i}`)] as const));
        await chromium.draw({ page, first, frames, files: Object.fromEntries(files), output: `${path}.pngs`, signal });
        return [input.id, `${path}.pngs`];
      }
      case 'lottie': {
        const { lottie, first, frames } = input;
        const file = await fetch(lottie.sha256, `${path}.json`);
        await drawLottie({ lottie, first, frames, file, output: `${path}.pngs`, signal });
        return [input.id, `${path}.pngs`];
      }
      case 'piece': {
        const { hit } = await placePiece(needs, owner, plan, input.piece, path, signal);
        counters.sources.inc({ outcome: hit ? 'hit' : 'download' });
        return [input.id, path];
      }
      case 'raster':
        if (input.raster.kind === 'text') await placeFont({ sources, fonts }, plan.sources, input.raster.font, `${path}.font`, signal);
        await writeFile(`${path}.png`, (await drawRaster(fonts, input.raster)).png);
        return [input.id, `${path}.png`];
      case 'title': {
        const { title, first, frames } = input;
        await placeFont({ sources, fonts }, plan.sources, title.text.font, `${path}.font`, signal);
        await drawTitle(fonts, { title, first, frames, output: `${path}.mkv`, signal });
        return [input.id, `${path}.mkv`];
      }
      case 'file':
        await writeFile(`${path}.${input.extension.replace(/^\./, '')}`, input.content);
        return [input.id, `${path}.${input.extension.replace(/^\./, '')}`];
    }
  };
  return Object.fromEntries(await settled(inputs.map(place)));
};

export const htmlUnavailable = (): FailureError =>
  fail('HTML_UNAVAILABLE', 'The timeline has html clips, and this worker has no Chromium to draw them with.');

/** In a rolling upgrade a plan may come from a worker with another build: its keys are not ours to fill. @throws FailureError INTERNAL, retryable */
export const checkToolchain = ({ toolchain }: Pick<Dependencies, 'toolchain'>, what: string, keyParts: Record<string, string>): void => {
  if (madeWith(keyParts, toolchain)) return;
  throw fail(
    'INTERNAL',
    `${what}: the plan was made for another build than this worker's (${toolchain.ffmpeg}, ${toolchain.canvas}, ${toolchain.arch}).`,
    {
      hint: 'Workers of one queue need the same build; retryRender plans anew.',
    },
  );
};

/** Waits for all before it throws the first error: nothing may still write into a folder that is being removed. */
const settled = async <T>(promises: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(promises);
  return Promise.all(promises);
};
