import { gainFilters } from '../audio-effects/gain.ts';
import type { AudioGraph, AudioPart } from '../compile/audio-graph.ts';
import { decimal, expression } from '../compile/curves.ts';
import type { CommandFiles, CommandInput, Plan, PlanAudio } from '../plan.ts';
import { audioEncoding } from './audio-codecs.ts';
import { addEffects, exactly } from './audio-effects.ts';
import { BITEXACT, fileOf, GLOBAL, inputArgs, secondsArg, wantedOf } from './common.ts';
import { copies } from './copies.ts';
import { COUNT, PCM, STEREO } from './pcm.ts';
import { Wire } from './wire.ts';

export interface AudioOptions {
  /** pcm: raw 32-bit float little-endian, 48 kHz, interleaved stereo, instead of the output's codec. */
  mode?: 'encode' | 'pcm';
}

/** The files the mix reads, each once. */
export function audioInputs(audio: PlanAudio): CommandInput[] {
  return [...new Set(hashesOf(audio.graph))].map((sha256) => ({ id: `source-${sha256}`, kind: 'source', sha256 }));
}

const hashesOf = ({ lanes }: AudioGraph): string[] =>
  lanes.flatMap((lane) => lane.parts.flatMap((p) => (p.mix ? hashesOf(p.mix) : p.sha256 === null ? [] : [p.sha256])));

/** ffmpeg's arguments for the whole mix: summed as float once, encoded as each encoding that has a place to go. Throws when the plan has no audio. */
export function audioCommand(plan: Plan, files: CommandFiles, options: AudioOptions = {}): string[] {
  const { audio } = plan;
  if (!audio) throw new Error('the plan has no audio');
  const inputs: string[] = [];
  const chains: string[] = [];
  mixInto('', audio.graph, files, inputs, chains);
  const wanted = wantedOf(files.outputs);
  const several = copies('asplit', '[out]', wanted.length);
  const encoded = wanted.flatMap(({ index, path }, i) => [
    ...['-map', several.labels[i]!],
    ...(options.mode === 'pcm' ? PCM : audioEncoding(audio.encoded[index]!.encoding)),
    ...[...BITEXACT, `file:${path}`],
  ]);
  return [...GLOBAL, '-filter_complex_threads', '1', ...inputs, '-filter_complex', [...chains, ...several.chains].join(';'), ...encoded];
}

/** Adds what gives a mix as [<name>out]; labels of a nested one begin with the label of the part that it is. */
function mixInto(name: string, { samples, lanes }: AudioGraph, files: CommandFiles, inputs: string[], chains: string[]): void {
  const mixed = lanes.map((lane, l) => {
    const labels: string[] = [];
    let at = 0;
    lane.parts.forEach((part, p) => {
      if (part.start > at) {
        labels.push(`${name}g${l}_${p}`);
        chains.push(`anullsrc=r=48000:cl=stereo,${STEREO},atrim=end_sample=${part.start - at}[${name}g${l}_${p}]`);
      }
      const label = `${name}p${l}_${p}`;
      if (part.mix) mixInto(label, part.mix, files, inputs, chains);
      const from = part.mix ? `${label}out` : opened(part, files, inputs);
      labels.push(label);
      const wire = new Wire(chains, label, from);
      wire.add(...playedFilters(part));
      addEffects(wire, part);
      wire.add(...mixFilters(part));
      wire.to(label);
      at = part.start + part.samples + (part.tail ?? 0);
    });
    const joined = labels.length > 1 ? `${labels.map((s) => `[${s}]`).join('')}concat=n=${labels.length}:v=0:a=1,` : `[${labels[0]}]`;
    chains.push(`${joined}${COUNT},apad=whole_len=${samples},atrim=end_sample=${samples}[${name}l${l}]`);
    return `[${name}l${l}]`;
  });
  const sum = mixed.length > 1 ? `${mixed.join('')}amix=inputs=${mixed.length}:normalize=0:duration=longest,` : mixed[0]!;
  chains.push(`${sum}${STEREO},atrim=end_sample=${samples},${COUNT}[${name}out]`);
}

/** Opens a part's file and says the stream's name. */
function opened(part: AudioPart, files: CommandFiles, inputs: string[]): string {
  const seek = part.seek === null ? [] : ['-ss', secondsArg(part.seek)];
  const count = inputs.filter((arg) => arg === '-i').length;
  inputs.push(...inputArgs(fileOf(files.inputs, `source-${part.sha256}`), part.demuxers, 1, ['-vn', '-sn', '-dn', ...seek]));
  return `${count}:a:0`;
}

/** Other speeds: with the pitch kept in steps of at most 2, between which sound is only overlapped, never left out. */
function tempoFilters({ thousandths, keepPitch }: NonNullable<AudioPart['speed']>): string[] {
  if (!keepPitch) return [`asetrate=${48 * thousandths}`, 'aresample=48000', STEREO];
  const filters: string[] = [];
  let left = thousandths / 1000;
  for (; left > 2; left /= 2) filters.push('atempo=2');
  for (; left < 0.5; left *= 2) filters.push('atempo=0.5');
  if (left !== 1) filters.push(`atempo=${decimal(left)}`);
  return [...filters, STEREO];
}

/** One clip's sound: exactly its samples, silence where the source has none. */
function playedFilters(part: AudioPart): string[] {
  const filters = ['aresample=48000', ...(part.mono ? ['pan=stereo|c0=c0|c1=c0'] : []), STEREO];
  if (part.skip > 0) filters.push(`atrim=start_sample=${part.skip}`);
  filters.push(COUNT);
  if (part.skip < 0) filters.push(`adelay=delays=${-part.skip}S:all=1`);
  if (part.reverse) filters.push(...exactly(part.reverse), 'areverse', COUNT);
  if (part.speed) filters.push(...tempoFilters(part.speed), COUNT);
  if (part.loop !== null) {
    // A stretched pass is some samples longer or shorter than its share of time.
    filters.push(...(part.speed ? exactly(part.loop) : [`atrim=end_sample=${part.loop}`]), `aloop=loop=-1:size=${part.loop}`, COUNT);
  }
  filters.push(...exactly(part.samples));
  return filters;
}

/** How loud it is in the mix, and on which side. */
function mixFilters(part: AudioPart): string[] {
  const filters = part.gains.flatMap(gainFilters);
  if (part.pan !== undefined) {
    // A balance: the side it leaves grows quieter, the other stays. Counted by the sample.
    const pan = `(${expression(part.pan, 'n')})`;
    filters.push(COUNT, `aeval='val(0)*min(1,1-${pan})|val(1)*min(1,1+${pan})':c=same`, STEREO);
  }
  for (const f of part.fades) filters.push(`afade=t=${f.type}:ss=${f.start}:ns=${f.samples}:curve=${f.curve}`);
  return filters;
}
