import { Inject, Injectable } from '@nestjs/common';
import type { ImportTimelineInput } from '@workprint/graphql-schema';
import type { Database } from '@workprint/projection';
import {
  hashOf,
  type Imported,
  type ImportFormat,
  type ImportMedia,
  type ImportRequest,
  importTimeline,
  type MediaUse,
} from '@workprint/timeline';
import { ImportsService } from '../assets/imports.service.ts';
import type { Principal } from '../auth/principal.ts';
import { commonProblems } from '../graphql/inputs.ts';
import { type UserError, userError, userErrorsOf } from '../graphql/user-error.ts';
import { DATABASE } from '../tokens.ts';
import { mediaOf, readMedia } from './media-map.ts';

export interface TimelineResult {
  timeline: unknown;
  metadata: unknown;
  media: { url: string; paths: string[]; assetId: string | null; source: string }[];
  unsupported: Imported['unsupported'];
  userErrors: UserError[];
}

/** Addresses of one document that are fetched; more are left to importAsset. */
const MAX_FETCHED = 100;

/** Documents of other systems: read by the timeline package, their media made assets where that is asked. */
@Injectable()
export class ImportTimelineService {
  private readonly database: Database;
  private readonly imports: ImportsService;

  constructor(@Inject(DATABASE) database: Database, @Inject(ImportsService) imports: ImportsService) {
    this.database = database;
    this.imports = imports;
  }

  async import(actor: Principal, input: ImportTimelineInput): Promise<TimelineResult> {
    const read = await readMedia(this.database, actor.workspaceId, input.media);
    const problems = [...commonProblems(input), ...canvasProblems(input), ...('problems' in read ? read.problems : [])];
    if (problems.length > 0 || 'problems' in read) return refused(problems);
    const request = requestOf(input, read.media);
    const first = importTimeline(request);
    if (!first.ok) return refused(userErrorsOf(first.problems, 'document'));
    if (input.importMedia !== true) return shown(first.value);
    const fetched = await this.fetchMedia(actor, input, first.value.media);
    if ('problems' in fetched) return refused(fetched.problems);
    const again = importTimeline({ ...request, media: { ...read.media, ...fetched.media } });
    return again.ok ? shown(again.value) : refused(userErrorsOf(again.problems, 'document'));
  }

  private async fetchMedia(
    actor: Principal,
    { projectId, idempotencyKey }: ImportTimelineInput,
    media: readonly MediaUse[],
  ): Promise<{ media: Record<string, ImportMedia> } | { problems: UserError[] }> {
    const wanted = media.filter((m) => !m.mapped && /^https?:\/\//i.test(m.url));
    if (wanted.length > MAX_FETCHED)
      return {
        problems: [
          userError(
            'TOO_MANY_MEDIA',
            `The document names ${wanted.length} addresses; ${MAX_FETCHED} are fetched at once.`,
            ['importMedia'],
            'Import them by importAsset and map them.',
          ),
        ],
      };
    const made: Record<string, ImportMedia> = {};
    for (const { url } of wanted) {
      const key = idempotencyKey ? { idempotencyKey: hashOf({ importTimeline: idempotencyKey, url }) } : {};
      const { asset, userErrors } = await this.imports.import(actor, { url, ...(projectId && { projectId }), ...key });
      if (!asset) return { problems: userErrors.map((e) => ({ ...e, path: ['document'], message: `${url}: ${e.message}` })) };
      made[url] = mediaOf(asset);
    }
    return { media: made };
  }
}

const requestOf = (input: ImportTimelineInput, media: Record<string, ImportMedia>): ImportRequest => ({
  format: input.format.toLowerCase() as ImportFormat,
  document: input.document,
  media,
  canvas: { width: input.width ?? null, height: input.height ?? null, fps: input.fps ?? null },
});

/** The canvas given here is the client's, not the document's. */
const canvasProblems = ({ width, height, fps }: ImportTimelineInput): UserError[] => [
  ...(['width', 'height'] as const).flatMap((key) => {
    const side = key === 'width' ? width : height;
    return side == null || (side >= 16 && side <= 7680 && side % 2 === 0)
      ? []
      : [userError('OUT_OF_RANGE', `${key} must be an even whole number of pixels from 16 to 7680, not ${side}.`, [key])];
  }),
  ...(fps == null || (fps >= 1 && fps <= 120)
    ? []
    : [userError('OUT_OF_RANGE', `fps must be a number from 1 to 120, not ${fps}.`, ['fps'])]),
];

const refused = (userErrors: UserError[]): TimelineResult => ({ timeline: null, metadata: null, media: [], unsupported: [], userErrors });

const shown = ({ timeline, metadata, media, unsupported }: Imported): TimelineResult => ({
  timeline,
  metadata,
  media: media.map(({ url, paths, assetId, mapped }) => ({ url, paths, assetId: mapped ? assetId : null, source: `asset:${assetId}` })),
  unsupported,
  userErrors: [],
});
