import { Controller, Get, Head, HttpException, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { type Database, getRender, isId } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { extensionOf } from '@workprint/timeline';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator } from '../auth/authenticator.ts';
import { allows } from '../auth/principal.ts';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { masterOf, signatureHolds, signedMedia } from './links.ts';

/** Long enough for a slow client to begin, and to seek for a while. */
const STORE_LINK_SECONDS = 3600;

interface DownloadQuery {
  output?: string;
  workspace?: string;
  expires?: string;
  signature?: string;
}

/** The lasting link to an output: sends on to a fresh address of the store, which serves ranges. */
@Controller()
export class DownloadsController {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly settings: Settings;
  private readonly auth: Authenticator;

  constructor(
    @Inject(DATABASE) database: Database,
    @Inject(STORE) store: ObjectStore,
    @Inject(SETTINGS) settings: Settings,
    @Inject(Authenticator) auth: Authenticator,
  ) {
    this.database = database;
    this.store = store;
    this.settings = settings;
    this.auth = auth;
  }

  @Get('renders/:id/download')
  @Head('renders/:id/download')
  async download(
    @Param('id') renderId: string,
    @Query() query: DownloadQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const index = Number(query.output ?? 0);
    if (!isId(renderId) || !Number.isSafeInteger(index)) throw new HttpException('There is no such download.', 404);
    const workspaceId = await this.workspaceOf(renderId, index, query, request);
    const render = await this.database.withWorkspace(workspaceId, (tx) => getRender(tx, renderId));
    const output = render?.outputs.find((o) => o.index === index);
    if (!output) throw new HttpException('There is no such download.', 404);
    const ladder = masterOf(output.format);
    if (ladder) {
      reply
        .header('cache-control', 'no-store')
        .redirect(signedMedia(this.settings, { renderId, workspaceId, output: index }, ladder).url, 302);
      return;
    }
    const filename = `${renderId}${index > 0 ? `-${index}` : ''}.${extensionOf(output.format)}`;
    const url = await this.store.presignGet(output.objectKey, { seconds: STORE_LINK_SECONDS, filename, contentType: output.contentType });
    reply.header('cache-control', 'no-store').redirect(url, 302);
  }

  private async workspaceOf(renderId: string, output: number, query: DownloadQuery, request: FastifyRequest): Promise<string> {
    const { workspace, expires, signature } = query;
    if (typeof signature === 'string' && typeof workspace === 'string') {
      const holds =
        isId(workspace) && signatureHolds(this.settings.secret, { renderId, workspaceId: workspace, output }, Number(expires), signature);
      if (!holds) throw new HttpException('The link is over or was changed; ask for a new one.', 403);
      return workspace;
    }
    const principal = await this.auth.authenticate(request.headers.authorization, request.ip).catch(() => null);
    if (!principal || !allows(principal, 'read')) throw new HttpException('A bearer token or a signed link is needed.', 401);
    return principal.workspaceId;
  }
}
