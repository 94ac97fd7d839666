import { appendLogs } from '@workprint/projection';
import { type Plan, type PlanOutput, playerBuffer, walkBuffer } from '@workprint/timeline';
import { pictureSizes } from '../boxes/sizes.ts';
import type { Dependencies } from './dependencies.ts';

/** What encoders miss by: part of a player's buffer. */
const TOLERANCE = 0.05;

interface Joined {
  workspaceId: string;
  renderId: string;
  plan: Plan;
  output: PlanOutput;
  file: string;
}

/**
 * Walks a joined file as a player of its largest rate would, and says in the render's log how empty its buffer gets. A player that would stand
 * still is no failure: the file plays, at a larger rate.
 */
export const checkRate = async (
  { db, log }: Pick<Dependencies, 'db' | 'log'>,
  { workspaceId, renderId, plan, output, file }: Joined,
): Promise<void> => {
  const { maxRateKbps } = output.settings;
  if (maxRateKbps === undefined) return;
  const { num, den } = plan.canvas.fps;
  const buffer = playerBuffer(maxRateKbps);
  const { lowestKbit, frame } = walkBuffer(await pictureSizes(file), num / den, buffer);
  log.info({ renderId, output: output.index, maxRateKbps, lowestKbit, frame }, 'the joined stream was walked');
  const at = `at ${((frame * den) / num).toFixed(2)} s`;
  const line =
    lowestKbit >= -TOLERANCE * buffer.sizeKbit
      ? `Output ${output.index} holds ${maxRateKbps} kbit/s: a player's buffer of ${buffer.sizeKbit} kbit is emptiest ${at}, with ${Math.round(lowestKbit)} kbit.`
      : `Output ${output.index} takes more than ${maxRateKbps} kbit/s: ${at} a player lacks ${Math.round(-lowestKbit)} kbit.`;
  await db.withWorkspace(workspaceId, (tx) => appendLogs(tx, { renderId, source: 'assemble', lines: [line] }));
};
