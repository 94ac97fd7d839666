import { Controller, Get, Head, HttpException, Inject, Param, Res } from '@nestjs/common';
import { objectKeys } from '@workprint/contracts';
import { type Database, readPlaylist } from '@workprint/projection';
import type { ObjectStore } from '@workprint/storage';
import { watchedSoFar } from '@workprint/timeline';
import type { FastifyReply } from 'fastify';
import { DATABASE, SETTINGS, type Settings, STORE } from '../tokens.ts';
import { watchedBy } from './links.ts';
import { playlistNamed } from './playlists.ts';

const STORE_LINK_SECONDS = 3600;
/** A file's name, in a folder or not: never a way out of the render. */
const FILE = /^(?:[A-Za-z0-9-]+\/)?[A-Za-z0-9-]+\.(m3u8|mp4|m4s|vtt)$/;
const MAX_REVISION = 1_000_000;

/** A render while it is made: playlists from the rows, which only grow; everything else is sent on to the store. */
@Controller('hls')
export class WatchingController {
  private readonly database: Database;
  private readonly store: ObjectStore;
  private readonly settings: Settings;

  constructor(@Inject(DATABASE) database: Database, @Inject(STORE) store: ObjectStore, @Inject(SETTINGS) settings: Settings) {
    this.database = database;
    this.store = store;
    this.settings = settings;
  }

  @Get(':token/:revision/*')
  @Head(':token/:revision/*')
  async file(
    @Param('token') token: string,
    @Param('revision') number: string,
    @Param('*') file: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // Whoever has the link may watch, on any page.
    reply.header('access-control-allow-origin', '*');
    const render = watchedBy(this.settings.secret, token);
    if (!render) throw new HttpException('The link is over or was changed; ask for a new one.', 403);
    const revision = Number(number);
    const extension = FILE.exec(file)?.[1];
    if (extension === undefined || !Number.isSafeInteger(revision) || revision < 1 || revision > MAX_REVISION)
      throw new HttpException('There is no such file.', 404);
    if (extension !== 'm3u8') {
      const key = `${objectKeys.watched(render.workspaceId, render.renderId, revision)}${file}`;
      const url = await this.store.presignGet(key, { seconds: STORE_LINK_SECONDS });
      reply.header('cache-control', 'no-store').redirect(url, 302);
      return;
    }
    const growth = await this.database.withWorkspace(render.workspaceId, (tx) => readPlaylist(tx, { renderId: render.renderId, revision }));
    const watched = growth && watchedSoFar(growth);
    const playlist = watched && playlistNamed(file, watched);
    if (!playlist) throw new HttpException('There is no such playlist (yet).', 404);
    reply
      .header('content-type', 'application/vnd.apple.mpegurl')
      .header('cache-control', watched.ended ? 'private, max-age=300' : 'no-store')
      .send(playlist);
  }
}
