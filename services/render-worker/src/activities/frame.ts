import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type FrameInput, type FrameResult, frameKeys, frameLasts, type StoredTimeline } from '@workprint/contracts';
import {
  assetReferences,
  chunkCommand,
  chunkInputs,
  compileFrame,
  type FramePlan,
  frameKey,
  type Problem,
  parseTimeline,
  type StillFormat,
  type Timeline,
} from '@workprint/timeline';
import type { Call } from './call.ts';
import { withTexts } from './caption-texts.ts';
import type { Dependencies } from './dependencies.ts';
import { checkBrowser } from './encoders.ts';
import { atClip } from './frame-path.ts';
import { placeInputs } from './inputs.ts';
import type { PieceOwner } from './mezzanines.ts';
import { longestTimeline, type Resolved, resolveSources } from './resolve.ts';
import { textProblems } from './text-problems.ts';

/** Frames are small work: more threads than this gain nothing. They change no pixel. */
const THREADS = Math.min(4, availableParallelism());
const TYPES: Record<StillFormat, string> = { png: 'image/png', jpeg: 'image/jpeg' };

/** One frame of a timeline: from the store when it was drawn before, else drawn. No chunk is rendered for it. */
export const drawFrame = async (needs: Dependencies, input: FrameInput, { signal }: Call): Promise<FrameResult> => {
  const { db, store, toolchain } = needs;
  const { workspaceId, output, format } = input;
  const [stored, maxDurationSeconds] = await Promise.all([
    store.getJson<StoredTimeline>(input.timelineKey, { signal }),
    longestTimeline(db, workspaceId),
  ]);
  const parsed = parseTimeline(stored.timeline, stored.variables, { maxDurationSeconds });
  if (!parsed.ok) return refused(parsed.problems);
  const timeline = parsed.value;
  checkBrowser(needs, timeline);

  const found = await resolveSources(db, { workspaceId, renderId: null, rootId: input.rootId }, timeline);
  const sources = await withTexts(store, found, signal);
  const absent = notReady(timeline, sources);
  if (absent.length > 0) return refused(absent);

  const { assets, generated } = sources;
  const compiled = compileFrame({ timeline, output, assets, generated, toolchain }, input.frame);
  if (!compiled.ok) return refused(compiled.problems);
  const frame = compiled.value;
  const objectKey = frameKeys.picture(workspaceId, frameKey(frame, format), format);
  const reused = frameLasts((await store.head(objectKey, { signal }))?.lastModified, Date.now());
  if (!reused) await draw(needs, { frame, format, objectKey, timeline, sources, owner: { workspaceId, renderId: null } }, signal);
  return { ok: true, objectKey, width: output.width, height: output.height, at: frame.at, reused };
};

interface Drawing {
  frame: FramePlan;
  format: StillFormat;
  objectKey: string;
  timeline: Timeline;
  owner: PieceOwner;
  sources: Resolved;
}

const draw = (
  needs: Dependencies,
  { frame: { plan, chunk }, format, objectKey, timeline, sources, owner }: Drawing,
  signal: AbortSignal,
): Promise<void> =>
  needs.scratch.withFolder('frame', async (folder) => {
    const wanted = chunkInputs(chunk);
    const inputs = await placeInputs(needs, owner, plan, wanted, folder, signal).catch(async (error: unknown) => {
      throw atClip(error, await textProblems(needs, timeline, sources, signal));
    });
    const output = join(folder, `frame.${format}`);
    await needs.ffmpeg.run({
      what: `Frame ${chunk.start}`,
      args: chunkCommand(plan, chunk, { inputs, outputs: [output] }, { mode: format, threads: THREADS }),
      cwd: folder,
      signal,
      timeoutMs: 15_000,
      limits: { fileBytes: 2 ** 28 },
      onSpawn: () => needs.counters.ffmpegStarted.inc({ step: 'frame' }),
    });
    // Whoever draws it at the same time draws the same: the last one stays.
    await needs.store.putFile(objectKey, output, { contentType: TYPES[format], signal });
  });

/** The compiler's paths begin at the timeline; a problem of none of its clips is one of the time asked for. */
const refused = (problems: readonly Problem[]): FrameResult => ({
  ok: false,
  problems: problems.map((p) => ({ ...p, path: p.path.length === 0 ? ['at'] : ['timeline', ...p.path] })),
});

const HINT = 'Wait until it is ready, then ask again.';

/** A frame waits for nothing and buys nothing. */
const notReady = (timeline: Timeline, { waitingFor, missing }: Resolved): Problem[] => {
  const waiting = assetReferences(timeline).filter((r) => waitingFor.includes(r.assetId));
  return [
    ...waiting.map(({ assetId, path }) => absent(path, `The asset ${assetId} is still being probed.`, HINT)),
    ...missing.map(({ path }) =>
      absent(`${path}.src`, 'The clip has not been generated yet.', 'Render the timeline or buy the clip with generateVideo first.'),
    ),
  ];
};

const absent = (path: string, message: string, hint: string): Problem => ({ path: steps(path), code: 'NOT_READY', message, hint });

const steps = (path: string): (string | number)[] => (path.match(/[^.[\]]+/g) ?? []).map((s) => (/^\d+$/.test(s) ? Number(s) : s));
