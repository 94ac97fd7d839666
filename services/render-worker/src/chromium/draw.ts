import { readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Rational } from '@workprint/timeline';
import type { CDPSession, Page } from 'playwright-core';
import type { Answers } from './answers.ts';
import { ORIGIN } from './document.ts';
import type { Launched } from './launch.ts';
import type { Watch } from './watch.ts';

const CLOCK = readFileSync(new URL('./page-clock.js', import.meta.url), 'utf8');

export interface Shot {
  fps: Rational;
  /** Frames of the whole clip. */
  length: number;
  /** Frames wanted: first ≤ k < first + frames. */
  first: number;
  frames: number;
  /** The pictures, one PNG behind the other. */
  output: string;
}

/** What the clock in the page answers. */
interface Step {
  still: boolean;
  refused: string[];
}

/**
 * Draws frames of a page. Whatever the page's scripts do, they see every frame from the first on, so that frame k is the same
 * whichever frames were wanted. A page that came to rest is drawn once.
 */
export const drawPage = async ({ context }: Launched, answers: Answers, shot: Shot, watch: Watch): Promise<void> => {
  const page = context.pages()[0] ?? (await context.newPage());
  const left: string[] = [];
  // A page that leaves, by a link, a script or a refresh: seen here even where interception never hears of it.
  page.on('request', (request) => request.isNavigationRequest() && request.url() !== ORIGIN && left.push(request.url()));
  page.on('framenavigated', (frame) => frame.url() !== ORIGIN && frame.url() !== 'about:blank' && left.push(frame.url()));
  // Files of the machine are refused before any policy is asked; only the console says so.
  page.on('console', (said) => {
    const file = /^Not allowed to load local resource: (.*)/.exec(said.text())?.[1];
    if (file !== undefined) left.push(file);
  });
  page.on('crash', () => watch.crashed('its process ended'));
  const cdp = await watch.within('load', context.newCDPSession(page));
  await watch.within('load', prepare(page, cdp, answers));
  await watch.within('load', page.goto(ORIGIN, { waitUntil: 'load', timeout: 0 }));
  const ready = await watch.within('load', page.evaluate(`__workprintClock.ready(${JSON.stringify(answers.pictures)})`) as Promise<Step>);
  answers.refuse([...ready.refused, ...left]);

  const file = await open(shot.output, 'w');
  try {
    await drawFrames(page, cdp, answers, shot, watch, file);
    answers.refuse(left);
  } finally {
    await file.close();
  }
};

const prepare = async (page: Page, cdp: CDPSession, answers: Answers): Promise<void> => {
  await page.addInitScript(CLOCK);
  await page.context().route('**/*', answers.handle);
  // The timeline of animations stands still in the browser too; the clock in the page moves it.
  await cdp.send('Animation.enable');
  await cdp.send('Animation.setPlaybackRate', { playbackRate: 0 });
  await cdp.send('Emulation.setDefaultBackgroundColorOverride', { color: { r: 0, g: 0, b: 0, a: 0 } });
};

const drawFrames = async (page: Page, cdp: CDPSession, answers: Answers, shot: Shot, watch: Watch, file: FileHandle): Promise<void> => {
  const { fps, length, first, frames } = shot;
  const seconds = (k: number): number => (k * fps.den) / fps.num;
  for (let k = 0, written = 0; written < frames; k++) {
    const at = { time: seconds(k), duration: seconds(length), frame: k, fps: fps.num / fps.den };
    const step = page.evaluate(`__workprintClock.step(${seconds(k) * 1000}, ${JSON.stringify(at)})`) as Promise<Step>;
    const { still, refused } = await watch.within('frame', step);
    answers.refuse(refused);
    if (k < first && !still) continue;
    const png = await watch.within('frame', capture(cdp));
    for (let n = still ? frames - written : 1; n > 0; n--, written++) await file.write(png);
  }
  answers.refuse([]);
};

const capture = async (cdp: CDPSession): Promise<Buffer> => {
  const { data } = await cdp.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true, captureBeyondViewport: false });
  return Buffer.from(data, 'base64');
};
