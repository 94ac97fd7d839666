import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type JobPartsInput, type OutputRecord, objectKeys } from '@workprint/contracts';
import { getWorkspace } from '@workprint/projection';
import { extensionOf, formatSpec, type JobPlan, type OutputSettings, packageFiles } from '@workprint/timeline';
import type { Call } from '../activities/call.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { eachBounded } from '../activities/download.ts';
import { putHashed } from '../activities/put-hashed.ts';
import { fail } from '../failure-error.ts';
import { probeMedia } from '../ffmpeg/index.ts';
import { drawJobPoster } from './make-parts.ts';

const PARALLEL = 6;

type Input = JobPartsInput & { jobId: string };

interface Taking {
  needs: Dependencies;
  input: Input;
  job: JobPlan;
  /** Bytes an output may have. */
  maxBytes: number;
  signal: AbortSignal;
}

/** What the job has written, checked and copied under the render's own prefix, with a poster and a manifest. Copying it again is harmless. */
export const publishJob = async (needs: Dependencies, input: Input, { signal }: Call): Promise<{ outputs: OutputRecord[] }> => {
  const { workspaceId, renderId, jobKey, jobId } = input;
  const [job, workspace] = await Promise.all([
    needs.store.getJson<JobPlan>(jobKey, { signal }),
    needs.db.withWorkspace(workspaceId, (tx) => getWorkspace(tx)),
  ]);
  const taking: Taking = { needs, input, job, maxBytes: Number(workspace?.maxUploadBytes ?? 0), signal };
  const outputs: OutputRecord[] = [];
  for (const { index, settings } of job.plan.outputs) outputs.push(await taken(taking, index, settings));
  const wanted = new Set(job.plan.outputs.filter((o) => o.settings.poster).map((o) => o.index));
  const posterKey = wanted.size > 0 ? await putPoster(taking) : null;
  const { key, settings, plan } = job;
  const sources = Object.values(plan.sources).map(({ sha256, assetId, bytes }) => ({ sha256, assetId, bytes }));
  const manifest = { version: 2, renderId, backend: 'MEDIACONVERT', pipelineVersion: plan.pipelineVersion, jobId, key, settings, sources };
  await needs.store.putJson(objectKeys.output(workspaceId, renderId, 'manifest.json'), manifest, { signal });
  return { outputs: outputs.map((o) => ({ ...o, posterKey: wanted.has(o.index) ? posterKey : null })) };
};

const taken = (taking: Taking, index: number, settings: OutputSettings): Promise<OutputRecord> =>
  settings.renditions === null ? takeFile(taking, index, settings) : takeLadder(taking, index, settings);

const resultsOf = ({ needs, input }: Taking, index: number): string =>
  `${objectKeys.jobResults(input.workspaceId, needs.jobResults, input.renderId)}${index}/`;

const takeFile = async (taking: Taking, index: number, { format, width, height }: OutputSettings): Promise<OutputRecord> => {
  const { needs, input, signal, job } = taking;
  const from = `${resultsOf(taking, index)}video-main.mp4`;
  const head = await needs.store.head(from, { signal });
  if (head === null || head.bytes === 0) throw nothing(input.jobId, index);
  limit(taking, index, head.bytes);
  return needs.scratch.withFolder('job', async (folder) => {
    const path = join(folder, 'output');
    await needs.store.getToFile(from, path, { signal });
    const { probe } = await probeMedia(needs.ffmpeg, path, { name: `output ${index} of job ${input.jobId}`, cwd: folder, signal });
    if (probe.video === null) throw fail('UNREADABLE_MEDIA', `Output ${index} of job ${input.jobId} has no picture.`);
    const { contentType } = formatSpec(format);
    const objectKey = objectKeys.output(input.workspaceId, input.renderId, `${index}.${extensionOf(format)}`);
    const { sha256, bytes } = await putHashed(needs, objectKey, path, contentType, signal);
    const frames = probe.video.frames ?? job.plan.frames;
    const { num, den } = job.plan.canvas.fps;
    const facts = { width, height, frames, durationSeconds: (frames * den) / num };
    return { index, format, objectKey, posterKey: null, contentType, bytes, sha256, ...facts };
  });
};

/** The playlists last: who can read the first one can read everything. */
const takeLadder = async (taking: Taking, index: number, { format, width, height }: OutputSettings): Promise<OutputRecord> => {
  const { needs, input, signal, job } = taking;
  const prefix = resultsOf(taking, index);
  const objects = await needs.store.list(prefix);
  const name = format === 'hls' ? packageFiles.hls : packageFiles.dash;
  const master = objects.find(({ key }) => key === `${prefix}${name}`);
  if (!master || objects.length < 2 || objects.some((o) => o.bytes === 0)) throw nothing(input.jobId, index);
  const bytes = objects.reduce((sum, o) => sum + o.bytes, 0);
  limit(taking, index, bytes);
  const to = objectKeys.ladder(input.workspaceId, input.renderId, index);
  const copy = ({ key }: { key: string }) =>
    needs.store.copy(key, `${to}${key.slice(prefix.length)}`, { contentType: contentTypeOf(key), signal });
  const isList = ({ key }: { key: string }) => key.endsWith('.m3u8') || key.endsWith('.mpd');
  await eachBounded(
    objects.filter((o) => !isList(o)),
    PARALLEL,
    copy,
  );
  for (const list of objects.filter((o) => isList(o) && o !== master)) await copy(list);
  const sha256 = createHash('sha256')
    .update(await needs.store.getBytes(master.key, { signal }))
    .digest('hex');
  await copy(master);
  const { contentType } = formatSpec(format);
  const { frames, durationSeconds } = job.plan;
  return { index, format, objectKey: `${to}${name}`, posterKey: null, contentType, bytes, sha256, width, height, frames, durationSeconds };
};

const TYPES: Record<string, string> = {
  m3u8: formatSpec('hls').contentType,
  mpd: formatSpec('dash').contentType,
  ts: 'video/mp2t',
  mp4: 'video/mp4',
};
const contentTypeOf = (key: string): string => TYPES[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

const nothing = (jobId: string, index: number) =>
  fail('TRANSCODE_FAILED', `Job ${jobId} is complete, but of output ${index} there is nothing.`);

const limit = ({ input, maxBytes }: Taking, index: number, bytes: number): void => {
  if (bytes > maxBytes)
    throw fail('MEDIA_TOO_LARGE', `Output ${index} of job ${input.jobId} has ${bytes} bytes; this workspace allows ${maxBytes}.`);
};

const putPoster = async ({ needs, input, job, signal }: Taking): Promise<string> => {
  const key = objectKeys.output(input.workspaceId, input.renderId, 'poster.jpg');
  await needs.store.putBytes(key, await drawJobPoster(needs, input, job.poster, signal), { contentType: 'image/jpeg', signal });
  return key;
};
