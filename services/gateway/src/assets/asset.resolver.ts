import { Inject } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { AssetRow } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import type { ShownPrincipal } from '../auth/principals.ts';
import type { RequestContext } from '../graphql/context.ts';
import { STORE } from '../tokens.ts';

const LINK_SECONDS = 3600;

/** Fields of an asset that its row does not hold as they are shown. */
@Resolver('Asset')
export class AssetResolver {
  private readonly store: ObjectStore;

  constructor(@Inject(STORE) store: ObjectStore) {
    this.store = store;
  }

  @ResolveField('createdBy')
  createdBy(@Parent() asset: AssetRow, @Context() context: RequestContext): Promise<ShownPrincipal> | null {
    return context.principals?.load(asset.createdBy) ?? null;
  }

  @ResolveField('durationSeconds')
  durationSeconds(@Parent() asset: AssetRow): number | null {
    return asset.probe?.durationSeconds ?? null;
  }

  @ResolveField('width')
  width(@Parent() asset: AssetRow): number | null {
    return asset.probe?.video?.width ?? null;
  }

  @ResolveField('height')
  height(@Parent() asset: AssetRow): number | null {
    return asset.probe?.video?.height ?? null;
  }

  @ResolveField('frameRate')
  frameRate(@Parent() asset: AssetRow): number | null {
    const rate = asset.probe?.video?.frameRate;
    return rate && rate.den > 0 && asset.probe?.kind === 'video' ? rate.num / rate.den : null;
  }

  @ResolveField('url')
  url(@Parent() asset: AssetRow): Promise<string> | null {
    if (asset.status !== 'READY' || !asset.objectKey) return null;
    return this.store.presignGet(asset.objectKey, { seconds: LINK_SECONDS, contentType: asset.contentType });
  }
}
