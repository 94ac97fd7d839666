import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { objectKeys } from '@workprint/contracts';
import { deleteChunks } from '@workprint/projection';
import { type Change, comparePlans, type OutputRequest, type Plan } from '@workprint/timeline';
import { make } from '../../test/tools.ts';
import { type Finished, openWorkplace, type Workplace } from '../../test/workplace.ts';
import { assembleActivities, chunkActivities, interactiveActivities } from './index.ts';

interface Manifest {
  comparedWith: string | null;
  plans: { chunks: { encoded: Told[] }[]; audio: { encoded: Told[] } | null }[];
}
interface Told {
  cache: 'hit' | 'miss';
  reasons?: Change[];
}
interface Rendered extends Finished {
  renderId: string;
}

let place: Workplace;
let first: Rendered;
const assets: Record<string, string> = {};
beforeAll(async () => {
  place = await openWorkplace();
  const { ffmpeg } = place.needs;
  const video = (name: string, source: string) =>
    make(ffmpeg, place.folder, name, [
      '-f',
      'lavfi',
      '-i',
      `${source}=s=160x90:r=25:d=4`,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
    ]);
  assets.a = await place.addAsset(await video('a.mp4', 'testsrc2'));
  assets.b = await place.addAsset(await video('b.mp4', 'testsrc'));
  assets.music = await place.addAsset(await make(ffmpeg, place.folder, 'm.wav', ['-f', 'lavfi', '-i', 'sine=f=220:d=4:r=48000']));
  first = await rendered(film());
}, 60_000);
afterAll(() => place.close());

/** Two shots of 1.2 s, a title over the first, music below. */
const film = () => ({
  version: 1,
  canvas: { width: 160, height: 90, fps: 25, background: '#102030' },
  tracks: [
    { clips: [shot('a', 0, { scale: 0.9 }), shot('b', 1.2, { scale: 0.9 })] },
    { clips: [title('Hello', 0.2)] },
    { kind: 'audio', clips: [{ type: 'audio', src: `asset:${assets.music}`, start: 0, length: 2.4, volume: 0.5 }] },
  ],
});
const shot = (asset: string, start: number, more: object = {}) => ({
  type: 'video',
  src: `asset:${assets[asset]}`,
  start,
  length: 1.2,
  trim: 1,
  ...more,
});
const title = (text: string, start: number) => ({ type: 'text', text, start, length: 0.8, style: { size: 20 } });
type Film = ReturnType<typeof film>;

async function rendered(timeline: object, request: OutputRequest = {}): Promise<Rendered> {
  const render = await place.addRender(timeline, request);
  return { renderId: render.renderId, ...(await render.finish()) };
}
const plansOf = ({ planKeys }: Finished) => Promise.all(planKeys.map((key) => place.store.getJson<Plan>(key)));
const manifestOf = ({ renderId }: Rendered) =>
  place.store.getJson<Manifest>(objectKeys.output(place.workspaceId, renderId, 'manifest.json'));

const brief = ({ kind, clip, property }: Change): string => [kind, clip, property].filter((s) => s !== null).join(' ');
const all = (told: readonly Told[]): string[] | 'hit' =>
  told.every((t) => t.cache === 'hit') ? 'hit' : [...new Set(told.flatMap((t) => t.reasons ?? []).map(brief))].sort();

/** What the manifest and the comparison with the first render say of an edited film: they must agree. */
async function told(edit: (film: Film) => void, request: OutputRequest = {}) {
  const timeline = film();
  edit(timeline);
  const edited = await rendered(timeline, request);
  const manifest = await manifestOf(edited);
  const picture = all(manifest.plans.flatMap((p) => p.chunks.flatMap((c) => c.encoded)));
  const sound = all(manifest.plans.flatMap((p) => p.audio?.encoded ?? []));
  const compared = comparePlans(await plansOf(first), await plansOf(edited));
  const pictures = [...new Set(compared.chunks.flatMap((c) => c.changes).map(brief))].sort();
  expect(picture).toEqual(compared.chunks.every((c) => c.same) ? 'hit' : pictures);
  expect(sound).toEqual(compared.sounds.every((s) => s.same) ? 'hit' : compared.sounds.flatMap((s) => s.changes.map(brief)).sort());
  // The next one is to be compared with the first again.
  await place.db.withWorkspace(place.workspaceId, (tx) => tx.db.render.delete({ where: { id: edited.renderId } }));
  return { picture, sound, edited, manifest };
}

describe('the manifest', () => {
  it('says of the first render that there was none like it', async () => {
    const { comparedWith, plans } = await manifestOf(first);
    expect(comparedWith).toBeNull();
    expect([all(plans[0]!.chunks.flatMap((c) => c.encoded)), all(plans[0]!.audio!.encoded)]).toEqual([['FIRST_RENDER'], ['FIRST_RENDER']]);
  });

  it('says of the same again that all of it was there', async () => {
    const { picture, sound, manifest, edited } = await told(() => {});
    expect({ picture, sound, comparedWith: manifest.comparedWith, drawn: edited.rendered }).toEqual({
      ...{ picture: 'hit', sound: 'hit', comparedWith: null, drawn: [] },
    });
  }, 60_000);

  const edits: [string, (film: Film) => void, OutputRequest, string[] | 'hit', string[] | 'hit'][] = [
    ['a title', (f) => f.tracks[1]!.clips.splice(0, 1, title('Goodbye', 0.2)), {}, ['CLIP_CHANGED tracks[1].clips[0] text'], 'hit'],
    [
      'a trimmed clip',
      (f) => f.tracks[0]!.clips.splice(1, 1, shot('b', 1.2, { scale: 0.9, trim: 0.4 })),
      {},
      ['CLIP_CHANGED tracks[0].clips[1] trim'],
      'hit',
    ],
    [
      'a clip put in between',
      (f) => f.tracks[0]!.clips.splice(1, 1, shot('a', 1.2, { length: 0.4 }), shot('b', 1.6, { scale: 0.9, length: 0.8 })),
      {},
      ['CLIP_ADDED tracks[0].clips[1]', 'CLIP_CHANGED tracks[0].clips[2] length'],
      'hit',
    ],
    [
      'the volume alone',
      (f) => Object.assign(f.tracks[2]!.clips[0]!, { volume: 0.25 }),
      {},
      'hit',
      ['CLIP_CHANGED tracks[2].clips[0] volume'],
    ],
    ['crf', () => {}, { crf: 40 }, ['SETTING crf'], 'hit'],
    ['a source', (f) => f.tracks[0]!.clips.splice(0, 1, shot('b', 0, { scale: 0.9 })), {}, ['CLIP_CHANGED tracks[0].clips[0] src'], 'hit'],
    ['the background', (f) => Object.assign(f.canvas, { background: '#302010' }), {}, ['CANVAS background'], 'hit'],
    ['a moved overlay', (f) => f.tracks[1]!.clips.splice(0, 1, title('Hello', 1)), {}, ['CLIP_CHANGED tracks[1].clips[0] start'], 'hit'],
  ];
  it.each(edits)(
    'names %s',
    async (_, edit, request, picture, sound) => {
      const said = await told(edit, request);
      expect({ picture: said.picture, sound: said.sound }).toEqual({ picture, sound });
      expect(said.manifest.comparedWith).toBe(first.renderId);
    },
    60_000,
  );

  it('names the tool that is another', async () => {
    const needs = { ...place.needs, toolchain: { ...place.needs.toolchain, ffmpeg: 'ffmpeg version 9' } };
    const activities = { ...interactiveActivities(needs), ...chunkActivities(needs), ...assembleActivities(needs) };
    const run = <I, O>(activity: (input: I) => Promise<O>, input: I): Promise<O> =>
      new MockActivityEnvironment().run(activity as never, input) as never;
    const { renderId, outputs } = await place.addRender(film());
    const { workspaceId } = place;
    const timelineKey = objectKeys.timeline(workspaceId, renderId);
    const prepared = await run(activities.prepare, { workspaceId, renderId, rootId: renderId, revision: 1, timelineKey, outputs });
    if (!prepared.ready) throw new Error('not ready');
    const [{ planKey, missing }] = prepared.plans as [(typeof prepared.plans)[0]];
    for (const index of missing) await run(activities.renderChunk, { workspaceId, renderId, planKey, index });
    await run(activities.mixAudio, { workspaceId, renderId, planKey });
    const { output } = await run(activities.assemble, { workspaceId, renderId, planKey, output: 0 });
    await run(activities.publish, { workspaceId, renderId, planKeys: [planKey], outputs: [output!] });
    const { plans } = await place.store.getJson<Manifest>(objectKeys.output(workspaceId, renderId, 'manifest.json'));
    await place.db.withWorkspace(workspaceId, (tx) => tx.db.render.delete({ where: { id: renderId } }));
    expect([all(plans[0]!.chunks.flatMap((c) => c.encoded)), all(plans[0]!.audio!.encoded)]).toEqual([
      ['TOOLCHAIN ffmpeg'],
      ['TOOLCHAIN ffmpeg'],
    ]);
  }, 60_000);

  it('says what an earlier render had and the cache has no more', async () => {
    const [plan] = (await plansOf(first)) as [Plan];
    const keys = plan.chunks.map((c) => c.key);
    await place.db.withWorkspace(place.workspaceId, (tx) => deleteChunks(tx, keys));
    await place.store.remove(keys.map((key) => objectKeys.chunk(place.workspaceId, key)));
    const again = await rendered(film());
    expect(again.rendered).toEqual(plan.chunks.map((c) => c.index));
    const { plans, comparedWith } = await manifestOf(again);
    expect(comparedWith).toBe(first.renderId);
    expect([all(plans[0]!.chunks.flatMap((c) => c.encoded)), all(plans[0]!.audio!.encoded)]).toEqual([['NOT_IN_CACHE'], 'hit']);
  }, 60_000);
});
