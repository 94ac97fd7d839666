import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { getAssets } from '@workprint/projection';
import { chunkCommand, compilePlan, type Plan, parseTimeline, resolveOutput, type SourceMedia } from '@workprint/timeline';
import { type ExampleTimeline, gallerySources, withAssets } from '../../gallery/examples.ts';
import { BIN_DIR, ROOT } from '../../paths.mjs';
import type { Stage } from '../stage.ts';
import { text } from '../timed.ts';
import { thrownAway } from './cost.ts';
import { FACTOR } from './large.ts';

/** Only in keys, and nobody looks at these. */
const NO_TOOLCHAIN = { ffmpeg: '', canvas: '', arch: '', fonts: {} };
/** Easy to decode: what varies in decoding is noise beside what most looks cost. */
const FILM = [
  '-an',
  '-c:v',
  'libx264',
  '-preset',
  'veryfast',
  '-tune',
  'fastdecode',
  '-crf',
  '23',
  '-pix_fmt',
  'yuv420p',
  '-g',
  '60',
  '-bf',
  '0',
];
const TAGS = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709'];

/** The gallery's sources, six times as large; made once. @returns files by name */
export async function largeSources(folder: string, ffmpeg: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  const made = Object.entries(gallerySources()).map(async ([name, file]) => {
    const to = path.join(folder, path.basename(file));
    if (existsSync(to)) return [name, to] as const;
    const film = file.endsWith('.mp4');
    if (!film && !/\.(png|jpg)$/.test(file)) await copyFile(file, to);
    else {
      const part = path.join(folder, `part-${path.basename(file)}`);
      const scale = ['-vf', `scale=iw*${FACTOR}:ih*${FACTOR}:flags=bicubic`];
      await promisify(execFile)(ffmpeg, [
        '-v',
        'error',
        '-y',
        '-i',
        file,
        ...scale,
        ...(film ? [...FILM, ...TAGS] : ['-update', '1']),
        part,
      ]);
      renameSync(part, to);
    }
    return [name, to] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

/** Makes commands that compose timelines and throw their frames away. */
export async function openShop(stage: Stage, files: Readonly<Record<string, string>>, names: readonly string[], folder: string) {
  const { client, workspaceId, db, store, stack } = stage;
  const ids: Record<string, string> = {};
  for (const name of names) {
    const asset = await client.uploadFile(files[name] ?? name);
    const { status, failure } = await client.waitForAsset(asset.id);
    if (status !== 'READY') throw new Error(`${name} was refused: ${failure?.message}`);
    ids[name] = asset.id;
  }
  const rows = await db.withWorkspace(workspaceId, (tx) => getAssets(tx, Object.values(ids)));
  const media = rows.map(async (row): Promise<[string, SourceMedia]> => {
    const source = { ...row, assetId: row.id } as unknown as SourceMedia;
    if (['video', 'image', 'audio', 'font'].includes(source.probe.kind)) return [row.id, source];
    return [row.id, { ...source, text: new TextDecoder().decode(await store.getBytes(source.objectKey)) }];
  });
  const assets = Object.fromEntries(await Promise.all(media));
  return {
    /** The timeline as one chunk. */
    plan(timeline: ExampleTimeline): Plan {
      const parsed = parseTimeline(withAssets(timeline, ids));
      const output = parsed.ok ? resolveOutput(parsed.value.canvas) : parsed;
      if (!parsed.ok || !output.ok) throw new Error(JSON.stringify(output.ok ? [] : output.problems));
      const input = { timeline: parsed.value, output: output.value, assets, generated: {}, toolchain: NO_TOOLCHAIN, cuts: [] };
      const compiled = compilePlan(input);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
      return compiled.value;
    },
    /** What these plans' pictures read, put into a folder by the worker's own code. @returns what makes a plan's command */
    async place(plans: readonly Plan[]): Promise<(plan: Plan) => string[]> {
      const file = path.join(folder, 'plan.json');
      const all = {
        ...plans[0],
        sources: Object.assign({}, ...plans.map((p) => p.sources)),
        chunks: plans.flatMap((p) => p.chunks),
        audio: null,
      };
      await writeFile(file, JSON.stringify(all));
      const script = path.join(ROOT, 'services/render-worker/src/place-inputs.ts');
      const printed = await text({ file: path.join(BIN_DIR, 'node'), args: [script, file, workspaceId, folder], env: stack.env });
      const inputs = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Record<string, string>;
      return (plan) => {
        const chunk = plan.chunks[0];
        if (!chunk) throw new Error('the plan has no chunk');
        return thrownAway(chunkCommand(plan, chunk, { inputs, outputs: ['-'] }, { mode: 'composed' }));
      };
    },
  };
}
