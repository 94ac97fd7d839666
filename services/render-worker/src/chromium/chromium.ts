import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PageSpec } from '@workprint/timeline';
import { fail } from '../failure-error.ts';
import { openAnswers } from './answers.ts';
import { assetUrl, documentOf, ORIGIN } from './document.ts';
import { drawPage } from './draw.ts';
import { type Launched, type LaunchOptions, launch } from './launch.ts';
import { openPageFonts } from './page-fonts.ts';
import { LIMITS, openWatch, PageCrash, type PageLimits } from './watch.ts';

/** Frames of a page: first ≤ k < first + frames. */
export interface PageDrawing {
  page: PageSpec;
  first: number;
  frames: number;
  /** Paths of the page's pictures by SHA-256. */
  files: Record<string, string>;
  /** Where the pictures go, one PNG behind the other. */
  output: string;
  signal: AbortSignal;
}

export interface Chromium {
  /** e.g. "Chromium 156.0.8078.79": part of every key with a page in it. */
  readonly version: string;
  /** The system lets the browser shut its renderers in. */
  readonly sandboxed: boolean;
  /** @throws FailureError HTML_NETWORK_REFUSED, HTML_TIMEOUT, HTML_CRASHED */
  draw(drawing: PageDrawing): Promise<void>;
}

export interface ChromiumOptions {
  executable: string;
  /** A folder of this process' own, for fonts and profiles. */
  dir: string;
  limits?: Partial<PageLimits>;
}

/** Browsers a page may bring down. */
const TRIES = 2;

/** Starts the browser once to see that it works, and how. Every drawing then has one of its own. @throws when it does not start */
export const openChromium = async ({ executable, dir, limits: given }: ChromiumOptions): Promise<Chromium> => {
  const limits = { ...LIMITS, ...given };
  const fonts = await openPageFonts(dir, ORIGIN);
  const start = (size: { width: number; height: number }, sandbox: boolean): Promise<Launched> => {
    const profile = join(dir, `profile-${randomBytes(6).toString('hex')}`);
    const options: LaunchOptions = { executable, sandbox, profile, fontConfig: fonts.config, heapMiB: limits.heapMiB, ...size };
    return launch(options);
  };
  // Not for root, and not where user namespaces are forbidden, as in most containers: there the container is the wall.
  const root = process.getuid?.() === 0;
  const tried = root ? null : await versionOf(start(SMALL, true)).catch(() => null);
  const sandboxed = tried !== null;
  const version = tried ?? (await versionOf(start(SMALL, false)));

  const once = async ({ page, first, frames, files, output, signal }: PageDrawing): Promise<void> => {
    signal.throwIfAborted();
    const assets = new Map(Object.entries(page.assets).map(([id, a]) => [assetUrl(id), { path: files[a.sha256] ?? '', type: a.type }]));
    const answers = openAnswers({ document: documentOf(page, fonts.css), assets, fonts: fonts.files });
    const browser = await start(page, sandboxed).catch((error: unknown) => {
      throw new PageCrash(`it did not start: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`);
    });
    const watch = openWatch(browser, limits, signal);
    try {
      await drawPage(browser, answers, { fps: page.fps, length: page.frames, first, frames, output }, watch);
    } catch (error) {
      // A page that leaves takes the clock in it along: what it asked for says more than how it ended.
      answers.refuse([]);
      throw error;
    } finally {
      watch.end();
      await browser.end();
    }
  };
  return {
    version,
    sandboxed,
    async draw(drawing) {
      for (let tries = 1; ; tries++) {
        try {
          return await once(drawing);
        } catch (error) {
          if (!(error instanceof PageCrash)) throw error;
          if (tries === TRIES) throw fail('HTML_CRASHED', `The browser failed ${TRIES} times on this page: ${error.message}.`);
        }
      }
    },
  };
};

const SMALL = { width: 16, height: 16 };

const versionOf = async (starting: Promise<Launched>): Promise<string> => {
  const browser = await starting;
  try {
    const page = browser.context.pages()[0] ?? (await browser.context.newPage());
    const { product } = await (await browser.context.newCDPSession(page)).send('Browser.getVersion');
    return product
      .replace('/', ' ')
      .replace('HeadlessChrome', 'Chromium')
      .replace(/^Chrome /, 'Chromium ');
  } finally {
    await browser.end();
  }
};
