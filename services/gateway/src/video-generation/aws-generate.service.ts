import { Inject, Injectable } from '@nestjs/common';
import { hashOf, type ImportMedia, importTimeline, type MediaUse } from '@workprint/timeline';
import { ImportsService } from '../assets/imports.service.ts';
import { S3SourcesService } from '../assets/s3-sources.service.ts';
import type { Principal } from '../auth/principal.ts';
import { type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';
import { CreateRenderService, type RenderResult } from '../renders/create-render.service.ts';

/** Sources one request may name. */
const MAX_SOURCES = 200;

export interface Generated extends RenderResult {
  /** What of the request the timeline does not say. */
  unsupported: { path: string; why: string }[];
}

/** The Hospup front end's request as an ordinary render, on the workspace's default backend. */
@Injectable()
export class AwsGenerateService {
  private readonly renders: CreateRenderService;
  private readonly imports: ImportsService;
  private readonly buckets: S3SourcesService;

  constructor(
    @Inject(CreateRenderService) renders: CreateRenderService,
    @Inject(ImportsService) imports: ImportsService,
    @Inject(S3SourcesService) buckets: S3SourcesService,
  ) {
    this.renders = renders;
    this.imports = imports;
    this.buckets = buckets;
  }

  async generate(actor: Principal, document: unknown, idempotencyKey: string | null): Promise<Generated> {
    const first = importTimeline({ format: 'hospup', document });
    if (!first.ok) return refused(userErrorsOf(first.problems));
    const { media } = first.value;
    if (media.length === 0) return refused([userError('REQUIRED', 'There is no segment with a video.', ['segments'])]);
    if (media.length > MAX_SOURCES)
      return refused([userError('TOO_MANY_MEDIA', `${media.length} sources; ${MAX_SOURCES} are taken.`, ['segments'])]);
    // Of a request that comes again the sources are not fetched again.
    const repeated = idempotencyKey ? await this.renders.madeBefore(actor, idempotencyKey, hashOf(document)) : null;
    if (repeated) return { ...repeated, unsupported: first.value.unsupported };
    const sources = await this.assetsOf(actor, media);
    if ('userErrors' in sources) return refused(sources.userErrors);
    const mapped = importTimeline({ format: 'hospup', document, media: sources.media });
    if (!mapped.ok) return refused(userErrorsOf(mapped.problems));
    const { timeline, metadata, unsupported } = mapped.value;
    const input = { timeline, metadata, ...(idempotencyKey ? { idempotencyKey } : {}) };
    return { ...(await this.renders.create(actor, input, idempotencyKey ? hashOf(document) : undefined)), unsupported };
  }

  private async assetsOf(
    actor: Principal,
    media: readonly MediaUse[],
  ): Promise<{ media: Record<string, ImportMedia> } | { userErrors: UserError[] }> {
    const pathOf = ({ paths }: MediaUse) => paths[0]?.match(/[^.[\]]+/g) ?? ['segments'];
    const made: Record<string, ImportMedia> = {};
    const inBuckets = media.filter(({ url }) => url.startsWith('s3:'));
    if (inBuckets.length > 0) {
      const found = await this.buckets.import(
        actor,
        inBuckets.map((use) => ({ url: use.url, path: pathOf(use) })),
      );
      if ('userErrors' in found) return found;
      for (const [url, { id }] of found.assets) made[url] = { assetId: id };
    }
    for (const use of media) {
      if (made[use.url]) continue;
      const { asset, userErrors } = await this.imports.import(actor, { url: use.url });
      if (!asset) return { userErrors: userErrors.map((e) => ({ ...e, path: pathOf(use) })) };
      made[use.url] = { assetId: asset.id };
    }
    return { media: made };
  }
}

const refused = (userErrors: UserError[]): Generated => ({ render: null, userErrors, unsupported: [] });
