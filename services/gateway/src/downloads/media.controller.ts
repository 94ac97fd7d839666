import { Controller, Get, Head, HttpException, Inject, Param, Res } from '@nestjs/common';
import { objectKeys } from '@workprint/contracts';
import { type ObjectStore, StorageError } from '@workprint/storage';
import type { FastifyReply } from 'fastify';
import { SETTINGS, type Settings, STORE } from '../tokens.ts';
import { type MediaPath, openedBy } from './links.ts';

/** A segment is asked for once: long enough for a slow client to begin. */
const STORE_LINK_SECONDS = 3600;

/** Served from here, so that what they name stays beside them; all else is sent on to the store. */
const PLAYLISTS: Record<string, string> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mpd: 'application/dash+xml',
};
/** A file's name, in a folder or not: never a way out of the output. */
const FILE = /^(?:[A-Za-z0-9-]+\/)?[A-Za-z0-9-]+\.(m3u8|mpd|mp4|m4s|vtt)$/;

/** The files of an HLS or DASH output, for players: the path says what they may open. */
@Controller('media')
export class MediaController {
  private readonly store: ObjectStore;
  private readonly settings: Settings;

  constructor(@Inject(STORE) store: ObjectStore, @Inject(SETTINGS) settings: Settings) {
    this.store = store;
    this.settings = settings;
  }

  @Get(':workspace/:render/:output/:expires/:signature/*')
  @Head(':workspace/:render/:output/:expires/:signature/*')
  async file(@Param() path: MediaPath, @Param('*') file: string, @Res() reply: FastifyReply): Promise<void> {
    // Whoever has the link may play it, on any page.
    reply.header('access-control-allow-origin', '*');
    const output = openedBy(this.settings.secret, path);
    if (!output) throw new HttpException('The link is over or was changed; ask for a new one.', 403);
    const extension = FILE.exec(file)?.[1];
    if (extension === undefined) throw new HttpException('There is no such file.', 404);
    const key = `${objectKeys.ladder(output.workspaceId, output.renderId, output.output)}${file}`;
    const contentType = PLAYLISTS[extension];
    if (contentType === undefined) {
      const url = await this.store.presignGet(key, { seconds: STORE_LINK_SECONDS });
      reply.header('cache-control', 'no-store').redirect(url, 302);
      return;
    }
    reply
      .header('content-type', contentType)
      .header('cache-control', 'private, max-age=300')
      .send(await this.playlist(key));
  }

  private async playlist(key: string): Promise<Buffer> {
    try {
      return Buffer.from(await this.store.getBytes(key));
    } catch (error) {
      if (error instanceof StorageError && error.code === 'NOT_FOUND') throw new HttpException('There is no such file.', 404);
      throw error;
    }
  }
}
