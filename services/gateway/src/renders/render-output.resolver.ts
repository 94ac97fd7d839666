import { Inject } from '@nestjs/common';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RenderOutputRow } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { masterOf, signedDownload, signedMedia } from '../downloads/links.ts';
import { SETTINGS, type Settings, STORE } from '../tokens.ts';

const LINK_SECONDS = 3600;

@Resolver('RenderOutput')
export class RenderOutputResolver {
  private readonly store: ObjectStore;
  private readonly settings: Settings;

  constructor(@Inject(STORE) store: ObjectStore, @Inject(SETTINGS) settings: Settings) {
    this.store = store;
    this.settings = settings;
  }

  @ResolveField('url')
  url(@Parent() output: RenderOutputRow): string {
    return this.link(output).url;
  }

  @ResolveField('urlExpiresAt')
  urlExpiresAt(@Parent() output: RenderOutputRow): Date {
    return this.link(output).expiresAt;
  }

  @ResolveField('posterUrl')
  posterUrl(@Parent() output: RenderOutputRow): Promise<string> | null {
    return output.posterKey ? this.store.presignGet(output.posterKey, { seconds: LINK_SECONDS }) : null;
  }

  @ResolveField('files')
  files(@Parent() { files }: RenderOutputRow): Promise<object[]> {
    return Promise.all(
      (files ?? []).map(async ({ name, objectKey, contentType, bytes, sha256, assetId }) => ({
        ...{ name, contentType, bytes: BigInt(bytes), sha256, assetId },
        url: await this.store.presignGet(objectKey, { seconds: LINK_SECONDS, filename: name, contentType }),
      })),
    );
  }

  private link({ renderId, workspaceId, index, format }: RenderOutputRow) {
    const download = { renderId, workspaceId, output: index };
    const master = masterOf(format);
    return master ? signedMedia(this.settings, download, master) : signedDownload(this.settings, download);
  }
}
