import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { frameKeys } from '@workprint/contracts';
import { newId } from '@workprint/projection';
import { chunkCommand, chunkInputs, compilePlan, parseTimeline, resolveOutput } from '@workprint/timeline';
import { make } from '../../test/tools.ts';
import { openWorkplace, type Workplace } from '../../test/workplace.ts';
import { placeInputs } from './inputs.ts';
import { resolveSources } from './resolve.ts';

jest.setTimeout(300_000);

let place: Workplace;
let logo: string;
beforeAll(async () => {
  place = await openWorkplace({ html: true });
  const args = ['-f', 'lavfi', '-i', 'color=c=#00ff00:s=16x16', '-frames:v', '1'];
  logo = await place.addAsset(await make(place.needs.ffmpeg, place.folder, 'logo.png', args));
});
afterAll(() => place.close());

const timelineOf = (html: string) => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 15, background: '#000000' },
  tracks: [
    { clips: [{ type: 'color', color: '#0000ff', start: 0, length: 2 }] },
    { clips: [{ type: 'html', html, start: 0, length: 2, width: 120, height: 60, transitionIn: { type: 'fade', length: 0.4 } }] },
  ],
});
const moving = () => `<style>
  @keyframes in { from { transform: translateX(-60px) } } div { width: 50px; height: 30px; background: #f00; animation: in 1s ease-out }
</style><div></div><img src="asset:${logo}"><b id="n"></b>
<script>let n = 0; const f = () => { document.querySelector('#n').textContent = ++n; requestAnimationFrame(f) }; f()</script>`;

const planned = async (timeline: object, cuts: number[]) => {
  const parsed = parseTimeline(timeline);
  const output = parsed.ok ? resolveOutput(parsed.value.canvas) : parsed;
  if (!parsed.ok || !output.ok) throw new Error(JSON.stringify([parsed, output]));
  const { assets, generated } = await resolveSources(
    place.db,
    { workspaceId: place.workspaceId, renderId: null, rootId: null },
    parsed.value,
  );
  const plan = compilePlan({ timeline: parsed.value, output: output.value, assets, generated, toolchain: place.needs.toolchain, cuts });
  if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
  return plan.value;
};

/** Checksum of every frame before encoding. */
const composed = async (timeline: object, cuts: number[]): Promise<string[]> => {
  const plan = await planned(timeline, cuts);
  const sums: string[] = [];
  for (const chunk of plan.chunks)
    await place.needs.scratch.withFolder('composed', async (folder) => {
      const inputs = await placeInputs(
        place.needs,
        { workspaceId: place.workspaceId, renderId: null },
        plan,
        chunkInputs(chunk),
        folder,
        new AbortController().signal,
      );
      const output = join(folder, 'sums');
      await place.needs.ffmpeg.run({
        ...{ what: 'composed', cwd: folder, timeoutMs: 60_000 },
        args: chunkCommand(plan, chunk, { inputs, outputs: [output] }, { mode: 'composed' }),
      });
      const lines = (await readFile(output, 'utf8')).split('\n').filter((l) => l !== '' && !l.startsWith('#'));
      sums.push(...lines.map((l) => l.split(',').at(-1)!.trim()));
    });
  return sums;
};

describe('html clips', () => {
  it('give the same frames from one chunk and from three', async () => {
    const one = await composed(timelineOf(moving()), []);
    expect(one).toHaveLength(30);
    expect(new Set(one).size).toBeGreaterThan(25);
    expect(await composed(timelineOf(moving()), [7, 19])).toEqual(one);
  });

  it('give the same frames within a nested timeline, trimmed and cut wherever', async () => {
    const flat = timelineOf(moving());
    const inner = { canvas: { background: flat.canvas.background }, tracks: flat.tracks };
    const nested = (more: object) => ({ ...flat, tracks: [{ clips: [{ type: 'timeline', timeline: inner, start: 0, ...more }] }] });
    const whole = await composed(flat, []);
    expect(await composed(nested({}), [11])).toEqual(whole);
    expect(await composed(nested({ trim: 0.4 }), [])).toEqual(whole.slice(6));
  });

  it('are rendered, reused, and seen as a single frame over what lies beneath', async () => {
    const timeline = timelineOf(moving());
    const render = await place.addRender(timeline);
    const { output, rendered } = await render.finish();
    expect(output.frames).toBe(30);
    expect(rendered).toEqual([0]);
    expect(await (await place.addRender(timeline)).prepare()).toMatchObject({ ready: true, plans: [{ missing: [] }] });

    const timelineKey = frameKeys.timeline(place.workspaceId, newId());
    await place.store.putJson(timelineKey, { timeline, variables: null });
    const { workspaceId } = place;
    const asked = { workspaceId, timelineKey, rootId: null, output: render.outputs[0]!, frame: 20, format: 'png' as const };
    const frame = await place.run('drawFrame', asked);
    if (!frame.ok) throw new Error(JSON.stringify(frame.problems));
    const path = join(place.folder, 'frame.png');
    await place.store.getToFile(frame.objectKey, path);
    const raw = await make(place.needs.ffmpeg, place.folder, 'frame.rgb', ['-i', path, '-f', 'rawvideo', '-pix_fmt', 'rgb24']);
    const rgb = await readFile(raw);
    const at = (x: number, y: number) => [...rgb.subarray((y * 160 + x) * 3, (y * 160 + x) * 3 + 3)].map((v) => Math.round(v / 85));
    // The page is 120 × 60 in the middle: red box at its corner, the green picture under it, the blue clip all around.
    expect([at(5, 5), at(40, 30), at(25, 50), at(130, 70)]).toEqual([
      [0, 0, 3],
      [3, 0, 0],
      [0, 3, 0],
      [0, 0, 3],
    ]);
  });

  it('fail typed: a page that reaches out, a worker without a browser', async () => {
    const render = await place.addRender(timelineOf('<img src="http://example.com/x.png">'));
    const code = (work: Promise<unknown>) => work.then(String, (e: { type?: string }) => e.type);
    expect(await code(render.finish())).toBe('HTML_NETWORK_REFUSED');
    const { chromium } = place.needs;
    place.needs.chromium = null;
    try {
      expect(await code((await place.addRender(timelineOf('<p>'))).prepare())).toBe('HTML_UNAVAILABLE');
      const { tracks, ...outer } = timelineOf('<p>');
      const nested = { ...outer, tracks: [{ clips: [{ type: 'timeline', timeline: { tracks }, start: 0 }] }] };
      expect(await code((await place.addRender(nested)).prepare())).toBe('HTML_UNAVAILABLE');
    } finally {
      place.needs.chromium = chromium;
    }
  });
});
