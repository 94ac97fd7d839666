import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { OutputFile, PixelArtWanted } from '@workprint/contracts';
import { type AssetRow, type Database, type GenerationRow, getAsset, getRender, type RenderRecord } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { DATABASE, STORE } from '../tokens.ts';

const FRAMES = 'frames.zip';
const PALETTE = 'palette.json';

/** What GraphQL's GenerationPixelArt is made of. */
export interface ShownPixelArt {
  width: number;
  height: number;
  fps: number;
  colors: number;
  dither: string;
  scaling: string;
  workspaceId: string;
  renderId: string;
  /** The render is read once for all fields of an answer. */
  read?: Promise<RenderRecord | null>;
}

/** Null: the generation was asked for no frames. */
export function shownPixelArt({ workspaceId, pixelArt, pixelRenderId }: GenerationRow): ShownPixelArt | null {
  if (!pixelArt || !pixelRenderId) return null;
  const { canvas, output } = pixelArt;
  const { width, height } = output;
  return { width, height, fps: canvas.fps, ...look(output), workspaceId, renderId: pixelRenderId };
}

const look = ({ once }: PixelArtWanted['output']): Pick<ShownPixelArt, 'colors' | 'dither' | 'scaling'> => {
  if (once?.kind !== 'pixel_art') throw new Error('the settings kept are of no pixel art');
  const { colors, dither, scaling } = once;
  return { colors, dither, scaling };
};

/** The frames of a generation, out of the render that makes them. */
@Resolver('GenerationPixelArt')
export class GenerationPixelArtResolver {
  private readonly database: Database;
  private readonly store: ObjectStore;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore) {
    this.database = database;
    this.store = store;
  }

  @ResolveField('render')
  render(@Parent() shown: ShownPixelArt): Promise<RenderRecord | null> {
    shown.read ??= this.database.withWorkspace(shown.workspaceId, (tx) => getRender(tx, shown.renderId));
    return shown.read;
  }

  @ResolveField('frames')
  frames(@Parent() shown: ShownPixelArt): Promise<AssetRow | null> {
    return this.asset(shown, FRAMES);
  }

  @ResolveField('frameCount')
  async frameCount(@Parent() shown: ShownPixelArt): Promise<number | null> {
    return (await this.render(shown))?.outputs[0]?.frames ?? null;
  }

  @ResolveField('palette')
  async palette(@Parent() shown: ShownPixelArt): Promise<string[] | null> {
    const file = await this.file(shown, PALETTE);
    return file && (await this.store.getJson<{ colors: string[] }>(file.objectKey)).colors;
  }

  @ResolveField('paletteAsset')
  paletteAsset(@Parent() shown: ShownPixelArt): Promise<AssetRow | null> {
    return this.asset(shown, PALETTE);
  }

  private async file(shown: ShownPixelArt, name: string): Promise<OutputFile | null> {
    return (await this.render(shown))?.outputs[0]?.files?.find((file) => file.name === name) ?? null;
  }

  private async asset(shown: ShownPixelArt, name: string): Promise<AssetRow | null> {
    const assetId = (await this.file(shown, name))?.assetId;
    return assetId ? this.database.withWorkspace(shown.workspaceId, (tx) => getAsset(tx, assetId)) : null;
  }
}
