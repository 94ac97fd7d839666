import { join } from 'node:path';
import { type MixAudioInput, objectKeys } from '@workprint/contracts';
import { AUDIO_CODECS, audioCommand, audioInputs, type Plan, type PlanAudio } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import type { Call } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { checkToolchain, placeInputs } from './inputs.ts';
import { findPublished, publishOnce } from './publish-object.ts';
import { runFor } from './run-ffmpeg.ts';
import { soundProblem } from './sound-problem.ts';

/** The whole timeline's sound, mixed as PCM and encoded once, under its own key. */
export const mixAudio = async (needs: Dependencies, input: MixAudioInput, call: Call): Promise<{ reused: boolean }> => {
  const plan = await needs.plans.read(input.planKey, call.signal);
  return plan.audio === null ? { reused: true } : mix(needs, input, plan, plan.audio, call.signal);
};

/** Also called when the joined file's sound turns out to be missing. */
export const mix = async (
  needs: Dependencies,
  input: MixAudioInput,
  plan: Plan,
  audio: PlanAudio,
  signal: AbortSignal,
): Promise<{ reused: boolean }> => {
  const { workspaceId, renderId } = input;
  const publication = {
    ...{ workspaceId, key: audio.key, kind: 'audio' as const, objectKey: objectKeys.audio(workspaceId, audio.key) },
    ...{ length: audio.samples, keyParts: audio.keyParts },
  };
  const { audioCodec } = plan.output;
  if (audioCodec === null) throw fail('INTERNAL', 'The plan has sound, its output none.');
  const { extension, contentType } = AUDIO_CODECS[audioCodec];
  if ((await findPublished(needs, publication, signal)) !== null) return { reused: true };
  checkToolchain(needs, 'The sound', audio.keyParts);
  return needs.scratch.withFolder('audio', async (folder) => {
    const inputs = await placeInputs(needs, input, plan, audioInputs(audio), folder, signal);
    const file = join(folder, `audio.${extension}`);
    await runFor(
      needs,
      { workspaceId, renderId, step: 'audio' },
      {
        args: audioCommand(plan, { inputs, output: file }),
        cwd: folder,
        signal,
        timeoutMs: 300_000 + plan.durationSeconds * 2000,
      },
    );
    const problem = await soundProblem(needs, { file, codec: audioCodec, samples: audio.samples, cwd: folder }, signal);
    if (problem !== null) throw fail('FFMPEG_FAILED', `The sound came out wrong: ${problem}.`);
    const { reused } = await publishOnce(needs, { ...publication, file, contentType }, signal);
    return { reused };
  });
};
