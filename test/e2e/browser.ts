import { access } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** What a player did with a film until its end. */
export interface Played {
  errors: string[];
  duration: number;
  /** Positions seen while it played. */
  positions: number[];
  /** Seconds that were buffered at the end, by content type of the source buffer. */
  buffered: Record<string, number>;
  /** Frames that were decoded. */
  frames: number;
  /** Of the largest picture seen. */
  width: number;
  /** Captions that were shown: language and text. */
  captions: string[];
}

export type Player = 'hls' | 'shaka' | 'file';

export interface Theatre {
  /** Plays it in a fresh page of a site of its own, captions on; "file": by the browser alone. */
  play(player: Player, url: string): Promise<Played>;
  close(): Promise<void>;
}

const modules = path.join(import.meta.dirname, '../../node_modules');
const PLAYERS = { hls: 'hls.js/dist/hls.min.js', shaka: 'shaka-player/dist/shaka-player.compiled.js' };

/** Chromium with a player's page; the site is neither the gateway nor the store. */
export async function openTheatre(): Promise<Theatre> {
  const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><video muted></video>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const browser: Browser = await chromium.launch({
    executablePath: await onPath('chromium', 'chromium-browser', 'google-chrome'),
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', '--no-proxy-server'],
  });
  return {
    async play(player, url) {
      const page: Page = await browser.newPage();
      try {
        await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
        if (player !== 'file') await page.addScriptTag({ path: path.join(modules, PLAYERS[player]) });
        return (await page.evaluate(`(${playing})(${JSON.stringify(player)}, ${JSON.stringify(url)})`)) as Played;
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      site.close();
    },
  };
}

async function onPath(...names: string[]): Promise<string> {
  const places = (process.env.PATH ?? '').split(path.delimiter).flatMap((dir) => names.map((name) => path.join(dir, name)));
  for (const place of places)
    if (
      await access(place).then(
        () => true,
        () => false,
      )
    )
      return place;
  throw new Error(`none of ${names.join(', ')} is on the PATH`);
}

/** Runs in the page. */
const playing = `async (player, url) => {
  const video = document.querySelector('video');
  const played = { errors: [], duration: 0, positions: [], buffered: {}, frames: 0, width: 0, captions: [] };
  const note = (kind, { buffered }) => {
    if (buffered.length === 1) played.buffered[kind] = buffered.end(0);
  };
  const buffers = [];
  const add = MediaSource.prototype.addSourceBuffer;
  MediaSource.prototype.addSourceBuffer = function (type) {
    const buffer = add.call(this, type);
    const kind = type.split('/')[0];
    buffers.push([kind, buffer]);
    buffer.addEventListener('updateend', () => this.readyState === 'open' && note(kind, buffer));
    return buffer;
  };
  const shown = (track) => {
    for (const cue of track.activeCues || []) {
      const said = track.language + ': ' + cue.text;
      if (!played.captions.includes(said)) played.captions.push(said);
    }
  };
  video.addEventListener('timeupdate', () => {
    played.positions.push(video.currentTime);
    played.width = Math.max(played.width, video.videoWidth);
    for (const track of video.textTracks) shown(track);
  });
  const ended = new Promise((resolve) => {
    video.addEventListener('ended', resolve);
    video.addEventListener('error', () => { played.errors.push('video: ' + video.error.message); resolve(); });
    setTimeout(() => { played.errors.push('it did not end'); resolve(); }, 30000);
  });
  if (player === 'file') video.src = url;
  else if (player === 'hls') {
    const hls = new Hls();
    hls.on(Hls.Events.ERROR, (_, e) => played.errors.push(e.type + ' ' + e.details + ' ' + (e.error && e.error.message)));
    const captioned = new Promise((resolve) => {
      const late = setTimeout(() => resolve(played.errors.push('no captions came')), 10000);
      hls.on(Hls.Events.SUBTITLE_FRAG_PROCESSED, () => resolve(clearTimeout(late)));
    });
    hls.loadSource(url);
    hls.attachMedia(video);
    await new Promise((resolve) => hls.on(Hls.Events.MANIFEST_PARSED, resolve));
    hls.subtitleDisplay = true;
    hls.subtitleTrack = 0;
    await captioned;
  } else {
    const shakaPlayer = new shaka.Player();
    shakaPlayer.addEventListener('error', (e) => played.errors.push('shaka ' + e.detail.code));
    await shakaPlayer.attach(video);
    try { await shakaPlayer.load(url); } catch (e) { played.errors.push('shaka ' + e.code + ' ' + JSON.stringify(e.data)); return played; }
    const [text] = shakaPlayer.getTextTracks();
    if (text) shakaPlayer.selectTextTrack(text);
  }
  await video.play();
  await ended;
  // An append's end may not be heard before the stream is closed. Closed, the shorter one is said to last as long as the longer: what is
  // missing then is missing from the frames.
  for (const [kind, buffer] of buffers)
    if (video.buffered.length === 1 && video.buffered.end(0) - (played.buffered[kind] || 0) > 0.1) note(kind, buffer);
  played.duration = video.duration;
  played.frames = video.getVideoPlaybackQuality().totalVideoFrames;
  return played;
}`;
