import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JobPartsInput, objectKeys } from '@workprint/contracts';
import { appendLogs } from '@workprint/projection';
import {
  audioCommand,
  audioInputs,
  chunkCommand,
  chunkInputs,
  type FramePlan,
  type JobPlan,
  jobFillerCommand,
  jobPictureCommand,
  jobSoundCommand,
  type Plan,
  type PlanChunk,
} from '@workprint/timeline';
import type { Call } from '../activities/call.ts';
import type { Dependencies } from '../activities/dependencies.ts';
import { placeInputs } from '../activities/inputs.ts';
import { levelSound } from '../activities/level-sound.ts';
import { runFor } from '../activities/run-ffmpeg.ts';
import { fail } from '../failure-error.ts';

const LIMIT_MS = 600_000;

/** What is drawn and mixed for one job, in one folder. */
interface Making {
  needs: Dependencies;
  input: JobPartsInput;
  folder: string;
  signal: AbortSignal;
  /** Runs ffmpeg for the render. */
  run(args: string[]): Promise<string[]>;
  put(name: string, path: string, contentType: string): Promise<void>;
}

/** Draws the pictures and the filler, mixes the sound, and puts it all where the job reads it. What is there already is left. */
export const makeJobParts = async (needs: Dependencies, input: JobPartsInput, { signal }: Call): Promise<void> => {
  const { workspaceId, renderId, jobKey } = input;
  const prefix = objectKeys.jobParts(workspaceId, renderId);
  const [job, there] = await Promise.all([needs.store.getJson<JobPlan>(jobKey, { signal }), needs.store.list(prefix)]);
  const missing = (name: string) => !there.some(({ key }) => key === `${prefix}${name}`);
  await needs.scratch.withFolder('job', async (folder) => {
    const ran = { cwd: folder, signal, timeoutMs: LIMIT_MS };
    const making: Making = {
      ...{ needs, input, folder, signal },
      run: async (args) => (await runFor(needs, { workspaceId, renderId, step: 'job' }, { ...ran, args })).log,
      put: (name, path, contentType) => needs.store.putFile(`${prefix}${name}`, path, { contentType, signal }),
    };
    for (const { name, draw } of job.pictures) if (missing(name)) await drawPicture(making, name, draw);
    if (job.filler && missing(job.filler.name)) await drawFiller(making, job.filler.name, job.filler.plan);
    const sounds = job.sounds.filter(({ name }) => missing(name));
    if (sounds.length > 0) await cutSounds(making, job.plan, sounds);
  });
};

/** One chunk, encoded as its plan says. */
const encoded = async ({ needs, input, signal, run, ...making }: Making, plan: Plan, chunk: PlanChunk, name: string): Promise<string> => {
  const folder = await mkdtemp(join(making.folder, 'part-'));
  const inputs = await placeInputs(needs, input, plan, chunkInputs(chunk), folder, signal);
  const output = join(folder, name);
  await run(chunkCommand(plan, chunk, { inputs, outputs: [output] }));
  return output;
};

const drawPicture = async (making: Making, name: string, { plan, chunk }: FramePlan): Promise<void> => {
  const drawn = await encoded(making, plan, chunk, 'picture.mov');
  const output = join(making.folder, 'picture.png');
  await making.run(jobPictureCommand({ chunk: drawn, output }));
  await making.put(name, output, 'image/png');
};

const drawFiller = async (making: Making, name: string, plan: Plan): Promise<void> => {
  const [chunk] = plan.chunks;
  if (chunk === undefined) throw fail('INTERNAL', 'The filler has no chunk.');
  const drawn = await encoded(making, plan, chunk, 'filler-chunk.mp4');
  const output = join(making.folder, 'filler.mp4');
  await making.run(jobFillerCommand({ chunk: drawn, output }));
  await making.put(name, output, 'video/mp4');
};

/** The mix as any render has it, at its loudness, then a file for each input. */
const cutSounds = async (making: Making, plan: Plan, sounds: JobPlan['sounds']): Promise<void> => {
  const { needs, input, folder, signal, run } = making;
  const { audio } = plan;
  if (audio === null) throw fail('INTERNAL', 'The job has sounds and no mix.');
  const inputs = await placeInputs(needs, input, plan, audioInputs(audio), await mkdtemp(join(folder, 'sound-')), signal);
  const mixed = join(folder, 'mix.f32');
  await run(audioCommand(plan, { inputs, outputs: [mixed] }, { mode: 'pcm' }));
  const pcm = await leveled(making, audio, mixed);
  for (const sound of sounds) {
    const output = join(folder, 'sound.flac');
    await run(jobSoundCommand(sound, { pcm, output }));
    await making.put(sound.name, output, 'audio/flac');
  }
};

const leveled = async ({ needs, input, folder, run }: Making, audio: NonNullable<Plan['audio']>, mixed: string): Promise<string> => {
  const target = audio.encoded[0]?.encoding;
  if (!target || target.loudness === null) return mixed;
  const { pcm, line } = await levelSound({ ...target, samples: audio.samples }, { pcm: mixed, folder }, run);
  await needs.db.withWorkspace(input.workspaceId, (tx) => appendLogs(tx, { renderId: input.renderId, source: 'audio', lines: [line] }));
  return pcm;
};

/** The job's poster, drawn by us: JPEG. */
export const drawJobPoster = (
  needs: Dependencies,
  input: JobPartsInput,
  { plan, chunk }: FramePlan,
  signal: AbortSignal,
): Promise<Buffer> =>
  needs.scratch.withFolder('poster', async (folder) => {
    const { workspaceId, renderId } = input;
    const inputs = await placeInputs(needs, input, plan, chunkInputs(chunk), folder, signal);
    const output = join(folder, 'poster.jpeg');
    const args = chunkCommand(plan, chunk, { inputs, outputs: [output] }, { mode: 'jpeg' });
    await runFor(needs, { workspaceId, renderId, step: 'poster' }, { args, cwd: folder, signal, timeoutMs: LIMIT_MS });
    return readFile(output);
  });
