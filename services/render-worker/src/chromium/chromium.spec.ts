import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { PageSpec } from '@workprint/timeline';
import { testChromium, testFolder } from '../../test/tools.ts';
import { FailureError } from '../failure-error.ts';
import type { Chromium } from './chromium.ts';
import { groupWith, killGroup } from './processes.ts';

jest.setTimeout(300_000);

let folder: Awaited<ReturnType<typeof testFolder>>;
let chromium: Chromium;
let other: Chromium;
beforeAll(async () => {
  folder = await testFolder();
  chromium = await testChromium(join(folder.path, 'one'));
  other = await testChromium(join(folder.path, 'two'));
});
afterAll(() => folder.remove());

let files = 0;
const page = (html: string, more: Partial<PageSpec> = {}): PageSpec => ({
  ...{ html, css: null, width: 160, height: 90, fps: { num: 30, den: 1 }, frames: 30, assets: {} },
  ...more,
});
const draw = async (spec: PageSpec, first: number, frames: number, by = chromium, pictures = {}): Promise<Buffer[]> => {
  const output = join(folder.path, `${files++}.pngs`);
  await by.draw({ page: spec, first, frames, files: pictures, output, signal: new AbortController().signal });
  return split(await readFile(output));
};
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const split = (all: Buffer): Buffer[] => {
  const starts: number[] = [];
  for (let at = all.indexOf(SIGNATURE); at >= 0; at = all.indexOf(SIGNATURE, at + 8)) starts.push(at);
  return starts.map((at, i) => all.subarray(at, starts[i + 1] ?? all.length));
};
const pixel = async (png: Buffer, x: number, y: number): Promise<number[]> => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(x, y, 1, 1).data];
};
const inked = async (png: Buffer): Promise<number> => {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return data.filter((v, i) => i % 4 === 3 && v > 0).length;
};
const failureOf = async (html: string) => {
  const error = await draw(page(html), 0, 2).catch((e: unknown) => e);
  if (!(error instanceof FailureError)) throw new Error(`no failure of ${html}`);
  return error.failure;
};

const CLOCKS = `<style>
  @keyframes slide { to { transform: translateX(100px) } }
  #css { width: 20px; height: 20px; background: red; animation: slide 1s linear }
  #turned { width: 10px; height: 10px; background: blue; transition: margin-left .3s }
</style>
<div id="css"></div><div id="turned"></div><p id="text"></p><canvas id="canvas" width="160" height="20"></canvas>
<script>
  let frames = 0, ticks = 0;
  setInterval(() => ticks++, 7);
  setTimeout(() => { turned.style.marginLeft = '80px' }, 200);
  css.addEventListener('animationend', () => { css.style.background = 'green' });
  text.animate([{ opacity: 0 }, { opacity: 1 }], 700);
  const draw = () => {
    frames++;
    text.textContent = [frames, ticks, Math.round(performance.now()), Date.now() % 100000, Math.random().toFixed(4), workprint.frame].join(' ');
    canvas.getContext('2d').fillRect(Math.random() * 160, 0, 1, 20);
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
</script>`;

describe('a page', () => {
  it('is the same in every browser, whichever of its frames are wanted', async () => {
    const spec = page(CLOCKS, { frames: 24, fps: { num: 20, den: 1 } });
    const whole = await draw(spec, 0, 24);
    const parts = [...(await draw(spec, 0, 7)), ...(await draw(spec, 7, 12)), ...(await draw(spec, 19, 5, other))];
    expect(parts.map((f, i) => f.equals(whole[i]!))).toEqual(Array(24).fill(true));
    expect(new Set(whole.map((f) => f.toString('base64'))).size).toBe(24);
    // Half way after half a second; after its end back at the left, green by an event.
    expect(await pixel(whole[10]!, 60, 10)).toEqual([255, 0, 0, 255]);
    expect(await pixel(whole[10]!, 10, 10)).toEqual([0, 0, 0, 0]);
    expect(await pixel(whole[23]!, 10, 10)).toEqual([0, 128, 0, 255]);
    expect(await pixel(whole[4]!, 5, 25)).toEqual([0, 0, 255, 255]);
    expect(await pixel(whole[23]!, 85, 25)).toEqual([0, 0, 255, 255]);
  });

  it('hears of every frame', async () => {
    const [, , third] = await draw(
      page(
        `<body style="background:#f00"><script>addEventListener('workprint:seek', (e) => {
        const { time, duration, frame, fps } = e.detail;
        document.body.style.background = time === 1 && duration === 2 && frame === 2 && fps === 2 && workprint.time === 1 ? '#0f0' : '#f00';
      })</script>`,
        { fps: { num: 2, den: 1 }, frames: 4 },
      ),
      0,
      3,
    );
    expect(await pixel(third!, 5, 5)).toEqual([0, 255, 0, 255]);
  });

  it('that rests is drawn once, and is transparent where nothing is', async () => {
    const frames = await draw(page('<div style="width:50px;height:50px;background:rgba(255,0,0,.5)"></div>'), 10, 5);
    expect(frames).toHaveLength(5);
    expect(new Set(frames.map((f) => f.toString('base64'))).size).toBe(1);
    expect(await pixel(frames[0]!, 10, 10)).toEqual([255, 0, 0, 128]);
    expect(await pixel(frames[0]!, 100, 80)).toEqual([0, 0, 0, 0]);
  });

  it('is written with the shipped fonts, whatever it asks for', async () => {
    const written = async (style: string, text = 'Hamburg') =>
      (await draw(page(`<p style="margin:0;font:24px ${style}">${text}</p>`), 0, 1))[0]!;
    const inter = await written('Inter');
    expect(await inked(inter)).toBeGreaterThan(200);
    expect((await written('sans-serif')).equals(await written("'DejaVu Sans', serif"))).toBe(true);
    expect((await written('bold 24px Inter')).equals(inter)).toBe(false);
    expect(await inked(await written('Inter', 'مرحبا'))).toBeGreaterThan(100);
    expect(await inked(await written('Inter', '😀'))).toBeGreaterThan(100);
  });

  it('shows the pictures of its clip, in img, in css and in scripts', async () => {
    const picture = createCanvas(8, 8);
    picture.getContext('2d').fillStyle = '#00f';
    picture.getContext('2d').fillRect(0, 0, 8, 8);
    const path = join(folder.path, 'blue.png');
    await writeFile(path, await picture.encode('png'));
    const spec = page(
      `<img src="asset:pic1" style="display:block"><div class="b"></div><img id="late" style="display:block">
       <script>requestAnimationFrame(() => { late.src = 'asset:pic1' })</script><p>asset: no address</p>`,
      { css: '.b { width: 8px; height: 8px; background: url(asset:pic1) }', assets: { pic1: { sha256: 'aa', type: 'image/png' } } },
    );
    const [first] = await draw(spec, 0, 1, chromium, { aa: path });
    for (const y of [4, 12, 20]) expect(await pixel(first!, 4, y)).toEqual([0, 0, 255, 255]);
  });
});

describe('what a page may not', () => {
  it('reach: everything it asks for outside is refused and named, and nothing is asked', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      for (const html of [
        `<img src="http://${at}/p.png">`,
        `<style>@import url(http://${at}/x.css);</style>`,
        `<script src="http://${at}/x.js"></script>`,
        `<script>fetch('http://${at}/f').catch(() => {})</script>`,
        `<script>new WebSocket('ws://${at}/w')</script>`,
        `<iframe src="http://${at}/i"></iframe>`,
        `<script>location.href = 'http://${at}/l'</script>`,
        `<meta http-equiv="refresh" content="0;url=http://${at}/r">`,
        `<script>requestAnimationFrame(() => { new Image().src = 'http://${at}/late' })</script>`,
      ])
        expect([html, await failureOf(html)]).toMatchObject([
          html,
          { code: 'HTML_NETWORK_REFUSED', retryable: false, message: expect.stringContaining(at) },
        ]);
      expect(await failureOf('<img src="file:///etc/passwd">')).toMatchObject({ code: 'HTML_NETWORK_REFUSED' });
      expect(await failureOf('<img src="asset:unknown">')).toMatchObject({ code: 'HTML_NETWORK_REFUSED' });
    } finally {
      server.close();
    }
    expect(asked).toBe(0);
  });

  it('go on for ever', async () => {
    const strict = await testChromium(join(folder.path, 'strict'), { frameMs: 2500 });
    const endless = page('<script>requestAnimationFrame(() => { for (;;); })</script>');
    expect(await draw(endless, 0, 2, strict).catch((e: unknown) => e)).toMatchObject({ failure: { code: 'HTML_TIMEOUT' } });
  });

  it('bring the worker down: a browser that ends is followed by a fresh one, twice it is a failure', async () => {
    const greedy = await testChromium(join(folder.path, 'three'), { bytes: 1 });
    const endless = '<script>const f = () => requestAnimationFrame(f); f()</script>';
    const error = await draw(page(endless), 0, 300, greedy).catch((e: unknown) => e);
    expect(error).toMatchObject({ failure: { code: 'HTML_CRASHED', message: expect.stringContaining('needs more than 0 MiB') } });
    expect(await profiles('three')).toEqual([]);

    const drawing = draw(page(CLOCKS), 0, 10);
    const [profile] = await until(() => profiles('one'));
    const group = await until(async () => [await groupWith(profile!)].filter((g) => g !== null));
    killGroup(group[0]!);
    expect(await drawing).toHaveLength(10);
    expect(await groupWith(profile!)).toBeNull();
    expect(await profiles('one')).toEqual([]);
  });
});

const profiles = async (dir: string): Promise<string[]> =>
  (await readdir(join(folder.path, dir))).filter((n) => n.startsWith('profile-')).map((n) => join(folder.path, dir, n));

const until = async <T>(look: () => Promise<T[]>): Promise<T[]> => {
  for (;;) {
    const found = await look();
    if (found.length > 0) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
};
