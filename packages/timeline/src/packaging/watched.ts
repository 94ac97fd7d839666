import { hashOf } from '../canonical.ts';
import type { Plan, PlanChunk, PlanOutput } from '../plan.ts';
import { captionTracks, copies } from '../plan.ts';
import type { PlaylistFilm } from './growing.ts';
import { packagedCaptions, packageFiles } from './package.ts';

const FORMATS = ['hls', 'mp4', 'dash'];

/**
 * Which output of a render is watched while it is rendered: its first HLS ladder, else its first MP4, else its first DASH ladder. Null when
 * none can be: their chunks are no segments, or the file may have to be made a second time (maxBytes).
 */
export function watchable(plans: readonly Plan[]): { plan: Plan; output: PlanOutput } | null {
  const all = plans.flatMap((plan) => plan.outputs.map((output) => ({ plan, output })));
  const fit = all.filter(
    ({ output: { settings, encodings } }) =>
      encodings.length > 0 && settings.once === undefined && settings.maxBytes === undefined && FORMATS.includes(settings.format),
  );
  const rank = ({ output }: (typeof fit)[number]) => FORMATS.indexOf(output.settings.format);
  return fit.sort((a, b) => rank(a) - rank(b) || a.output.index - b.output.index)[0] ?? null;
}

/** The output of this plan that is watched; null: none, or another plan's. */
export const watchedOutput = ({ playlist, outputs }: Plan): PlanOutput | null =>
  outputs.find(({ index }) => index === playlist?.output) ?? null;

/** What players can be told of an output before it is made. */
export function playlistFilm(plan: Plan, { settings, sound, encodings }: PlanOutput): PlaylistFilm {
  const { title, renditions, width, height } = settings;
  const sizes = renditions ?? encodings.map(() => ({ width, height }));
  return {
    ...{ fps: plan.canvas.fps, durationSeconds: plan.durationSeconds, title, frames: plan.chunks.map(({ frames }) => frames) },
    renditions: sizes.map((size) => ({ folder: packageFiles.rendition(size.height), width: size.width, height: size.height })),
    sound: sound !== null,
    captions: packagedCaptions(captionTracks(plan)).map(({ language, label, name }) => ({ language, label, name })),
  };
}

/**
 * What a chunk is as a segment of an output: equal hashes, equal bytes in every size. null where what players read before the first one comes
 * from more than that chunk.
 */
export function segmentContent(plan: Plan, { encodings }: PlanOutput, { index, start, encoded }: PlanChunk): string | null {
  if (index === 0 && encodings.some((encoding) => copies(plan, encoding))) return null;
  return hashOf({ segment: index + 1, start, compiler: plan.pipelineVersion, chunks: encodings.map((encoding) => encoded[encoding]!.key) });
}
