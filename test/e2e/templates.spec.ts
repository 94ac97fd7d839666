import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { withAssets } from '../../tools/gallery/examples.ts';
import { definitionsOf, hurried, type TemplateFilm, templateFilms, templateSources } from '../../tools/gallery/templates.ts';
import { openRoom, type Room, type Tenant } from './room.ts';

jest.setTimeout(300_000);

const FILMS = templateFilms();
const SECONDS = 2;

let room: Room;
let tenant: Tenant;
let ids: Record<string, string>;
beforeAll(async () => {
  room = await openRoom();
  tenant = await room.tenant();
  const uploads = Object.entries(templateSources(FILMS)).map(async ([name, file]) => {
    const { id } = await tenant.client.uploadFile(file);
    await tenant.client.waitForAsset(id);
    return [name, id] as const;
  });
  ids = Object.fromEntries(await Promise.all(uploads));
}, 180_000);
afterAll(() => room?.close());

const lengthOf = (film: TemplateFilm): number =>
  Math.max(
    ...film.timeline.tracks.flatMap((track) =>
      (track as { clips: { start: number; length?: number }[] }).clips.map(({ start, length = 0 }) => start + length),
    ),
  );

/** The film in 2 s at most, kept as a template with what it declares. */
const kept = ({ name, timeline, ...film }: TemplateFilm) => {
  const { variables, ...quick } = hurried(timeline, Math.min(1, Math.floor((20 * SECONDS) / lengthOf({ name, timeline, ...film })) / 20));
  const filled = withAssets({ ...quick, variables } as never, ids) as unknown as TemplateFilm['timeline'];
  const { variables: values, ...plain } = filled;
  const definitions = definitionsOf({ ...film, name, timeline: filled });
  return { values, template: { name, timeline: plain, variables: definitions as never } };
};

/** Other words, another colour, other pictures in another order. */
function others(values: Readonly<Record<string, string>>): Record<string, string> {
  const assets = Object.entries(values).filter(([name]) => name.startsWith('photo'));
  const moved = Object.fromEntries(assets.map(([name], i) => [name, assets[(i + 1) % assets.length]?.[1] ?? '']));
  const said = Object.entries(values).filter(([, value]) => !value.startsWith('asset:'));
  return { ...moved, ...Object.fromEntries(said.map(([name, value]) => [name, value.startsWith('#') ? '#2fb4a0' : `${value} 2`])) };
}

describe('the template', () => {
  it.each(FILMS.map((film) => [film.name, film] as const))('%s renders with what it declares, and with other values', async (_, film) => {
    const { client } = tenant;
    const { template, values } = kept(film);
    const { id: templateId } = await client.createTemplate(template);
    const { width, height } = film.timeline.canvas;
    const size = width >= height ? { width: 320, height: 2 * Math.round((160 * height) / width) } : { width: 102, height: 180 };
    const output = width === height ? { width: 180, height: 180 } : size;
    const renders = await Promise.all(
      [{}, others(values)].map(async (variables) =>
        client.waitForRender((await client.createRender({ templateId, variables, output })).id),
      ),
    );
    for (const render of renders) {
      expect(render).toMatchObject({ status: 'COMPLETED', failure: null });
      expect(render.outputs[0]).toMatchObject(output);
      expect(render.outputs[0]?.durationSeconds).toBeLessThanOrEqual(SECONDS);
      expect(render.outputs[0]?.durationSeconds).toBeGreaterThan(1);
    }
    expect(renders[0]?.outputs[0]?.sha256).not.toBe(renders[1]?.outputs[0]?.sha256);
    const at = (film.posterAt / lengthOf(film)) * (renders[0]?.outputs[0]?.durationSeconds ?? 0);
    const frames = await Promise.all(
      renders.map(async ({ id }) => Buffer.from(await (await fetch((await client.renderFrame({ renderId: id, at })).url)).arrayBuffer())),
    );
    expect(new Set(frames.map((bytes) => createHash('sha256').update(bytes).digest('hex'))).size).toBe(2);
  });
});
