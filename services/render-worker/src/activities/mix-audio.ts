import { join } from 'node:path';
import { type MixAudioInput, objectKeys } from '@workprint/contracts';
import { appendLogs } from '@workprint/projection';
import { AUDIO_CODECS, audioCommand, audioInputs, encodePcmCommand, type Plan, type PlanAudio } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { checkToolchain, placeInputs } from './inputs.ts';
import { levelSound } from './level-sound.ts';
import { findPublished, publishOnce } from './publish-object.ts';
import { runFor } from './run-ffmpeg.ts';
import { soundProblem } from './sound-problem.ts';
import { publishSound } from './watched-sound.ts';

/** The whole timeline's sound, mixed as PCM once and encoded as each output needs it, each under its own key. */
export const mixAudio = async (needs: Dependencies, input: MixAudioInput, call: Call): Promise<{ reused: boolean }> => {
  const plan = await needs.plans.read(input.planKey, call.signal);
  if (plan.audio === null) return { reused: true };
  const mixed = await mix(needs, input, plan, plan.audio, call.signal);
  await publishSound(needs, input, plan, call.signal);
  return mixed;
};

/** Makes what is not in the cache. Also called when the joined file's sound turns out to be missing. */
export const mix = async (
  needs: Dependencies,
  { workspaceId, renderId }: Pick<MixAudioInput, 'workspaceId' | 'renderId'>,
  plan: Plan,
  { encoded, samples, ...audio }: PlanAudio,
  signal: AbortSignal,
): Promise<{ reused: boolean }> => {
  const sounds = encoded.map((keyed) => ({
    ...{ ...keyed, workspaceId, kind: 'audio' as const, objectKey: objectKeys.audio(workspaceId, keyed.key), length: samples },
    ...AUDIO_CODECS[keyed.encoding.codec],
  }));
  type Sound = (typeof sounds)[number];
  const found = await Promise.all(sounds.map((sound) => findPublished(needs, sound, signal)));
  const missing = sounds.filter((_, i) => found[i] === null);
  if (missing.length === 0) return { reused: true };
  for (const { keyParts } of missing) checkToolchain(needs, 'The sound', keyParts);
  return needs.scratch.withFolder('audio', async (folder) => {
    const owner = { workspaceId, renderId, step: 'audio' };
    const inputs = await placeInputs(needs, owner, plan, audioInputs({ encoded, samples, ...audio }), folder, signal);
    const timeoutMs = 300_000 + plan.durationSeconds * 2000;
    const run = async (args: string[]) => (await runFor(needs, owner, { args, cwd: folder, signal, timeoutMs })).log;
    const fileOf = (sound: Sound) => join(folder, `audio-${sounds.indexOf(sound)}.${sound.extension}`);
    const asMixed = sounds.map((sound) => (missing.includes(sound) && sound.encoding.loudness === null ? fileOf(sound) : null));
    if (asMixed.some((file) => file !== null)) await run(audioCommand(plan, { inputs, outputs: asMixed }));
    const toLevel = missing.filter((sound) => sound.encoding.loudness !== null);
    if (toLevel.length > 0) {
      const mixed = join(folder, 'mix.f32');
      await run(audioCommand(plan, { inputs, outputs: [mixed] }, { mode: 'pcm' }));
      for (const sound of toLevel) {
        const { pcm, line } = await levelSound({ ...sound.encoding, samples }, { pcm: mixed, folder }, run);
        await run(encodePcmCommand(sound.encoding, { pcm, output: fileOf(sound) }));
        await needs.db.withWorkspace(workspaceId, (tx) => appendLogs(tx, { renderId, source: owner.step, lines: [line] }));
      }
    }
    const made = await Promise.all(
      missing.map(async (sound) => {
        const file = fileOf(sound);
        const problem = await soundProblem(needs, { file, codec: sound.encoding.codec, samples, cwd: folder }, signal);
        if (problem !== null) throw fail('FFMPEG_FAILED', `The sound came out wrong: ${problem}.`);
        return publishOnce(needs, { ...sound, renderId, file }, signal);
      }),
    );
    return { reused: made.every((one) => one.reused) };
  });
};
