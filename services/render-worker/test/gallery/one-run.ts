import { existsSync } from 'node:fs';
import { chunkCommand, type Plan } from '@workprint/timeline';
import { inputsIn, partOf } from '../../../../packages/timeline/test/together.ts';

/** How large the approved pictures are beside the canvas: a width and a height that fit 320×180. */
export const SIZE = '240:135';

interface Look {
  /** Plans of one timeline, cut in different ways; the first is not cut at all. */
  plans: readonly [Plan, ...Plan[]];
  /** Paths by input id. */
  inputs: Record<string, string>;
  /** Frames that are looked at. */
  frames: readonly number[];
  /** The picture they are compared to, if it is there yet. */
  approved: string;
  /** Written: the frames side by side. */
  sheet: string;
  /** Written: what ffmpeg's ssim says of each of them. */
  likeness: string;
}

/** Where the hashes of a chunk's composed frames go. */
export const hashesAt = (sheet: string, plan: number, chunk: number): string => `${sheet}.${plan}-${chunk}.md5`;

/**
 * Arguments of one ffmpeg that draws everything: the product's own commands of all chunks of all plans, their inputs counted on, and from the
 * uncut one the sheet and its likeness. Programs start slowly, and these frames are small. Runs in the folder of `likeness`.
 */
export function oneRun({ plans, inputs, frames, approved, sheet, likeness }: Look): string[] {
  const [opened, graphs, outputs]: [string[], string[], string[]] = [[], [], []];
  const add = (command: readonly string[], label: string, tail = ''): void => {
    const part = partOf(command, inputsIn(opened), label);
    opened.push(...part.inputs);
    graphs.push('-filter_complex', part.graph + tail);
    outputs.push(...part.outputs.map((arg) => (arg === `[${label}]` && tail !== '' ? '[all]' : arg)));
  };
  const compared = existsSync(approved);
  const whole = plans[0];
  plans.forEach((plan, p) => {
    for (const chunk of plan.chunks) {
      const command = chunkCommand(plan, chunk, { inputs, outputs: [hashesAt(sheet, p, chunk.index)] }, { mode: 'composed' });
      add(command, `out${p}_${chunk.index}`, p === 0 ? looked(whole, inputs, frames, compared) : '');
    }
  });
  const n = inputsIn(opened);
  if (compared) opened.push('-i', approved);
  const png = ['-c:v', 'png', '-compression_level', '9', '-pred', 'mixed', '-f', 'image2', '-update', '1'];
  outputs.push('-map', '[sheet]', '-frames:v', '1', ...png, '-fflags', '+bitexact', '-flags:v', '+bitexact', `file:${sheet}`);
  if (compared) {
    const name = likeness.split('/').at(-1);
    graphs[1] += `;[${n}:v:0]format=rgb24,untile=${frames.length}x1,${CLOCK}[approved];[picked][approved]ssim=stats_file=${name}[alike]`;
    outputs.push('-map', '[alike]', '-f', 'null', '-');
  }
  return ['-y', '-filter_complex_threads', '1', ...opened, ...graphs, ...outputs];
}

/** Frames that follow each other, whenever they were. */
const CLOCK = 'settb=1/30,setpts=N';

/** From the whole film to the frames that are looked at, as the product hands frames out. */
function looked(plan: Plan, inputs: Record<string, string>, frames: readonly number[], compared: boolean): string {
  const chunk = plan.chunks[0]!;
  const command = chunkCommand(plan, chunk, { inputs, outputs: ['still'] }, { mode: 'png' });
  const still = command[command.indexOf('-filter_complex') + 1]!.split(';[out]').at(-1)!.replace('[still]', '');
  const picked = `select='${frames.map((f) => `eq(n,${f})`).join('+')}',${still},scale=${SIZE}:force_original_aspect_ratio=decrease:flags=area,format=rgb24,${CLOCK}`;
  return `;[out0_0]split[all][some];[some]${picked}${compared ? ',split[picked][kept];[kept]' : ','}tile=${frames.length}x1[sheet]`;
}
