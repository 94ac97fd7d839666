import { allClips, type CommandInput, formatPath, type Timeline } from '@workprint/timeline';
import { drawRaster, type Fonts } from '../canvas/index.ts';
import { FailureError } from '../failure-error.ts';

/**
 * Plans don't say which clip a text came from, since keys must not depend on it. Where one could not be drawn, the clip is looked
 * for by what it says, and the failure carries its path.
 */
export const atClip = async (fonts: Fonts, error: unknown, inputs: readonly CommandInput[], timeline: Timeline): Promise<unknown> => {
  if (!(error instanceof FailureError) || error.failure.path !== undefined) return error;
  for (const input of inputs) {
    if (input.kind !== 'raster' || input.raster.kind !== 'text') continue;
    const { raster } = input;
    const fault = await drawRaster(fonts, raster).then(
      () => null,
      (e: unknown) => e,
    );
    if (!(fault instanceof FailureError) || fault.failure.message !== error.failure.message) continue;
    const clip = allClips(timeline).find((c) => c.type === 'text' && c.text === raster.text && c.style.font === raster.font);
    if (clip === undefined) continue;
    const about = fault.failure.message.startsWith('There is no font') ? ['style', 'font'] : ['text'];
    return new FailureError({ ...fault.failure, path: formatPath([...clip.path, ...about]) }, { cause: error });
  }
  return error;
};
