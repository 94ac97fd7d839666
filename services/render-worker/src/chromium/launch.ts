import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type BrowserContext, chromium } from 'playwright-core';
import { groupWith, killGroup } from './processes.ts';

/** The same pixels on every machine: no GPU, no hinting, no subpixels, one colour space, one size of a pixel. */
const DRAWING = [
  '--disable-gpu',
  '--font-render-hinting=none',
  '--disable-font-subpixel-positioning',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  '--hide-scrollbars',
  '--disable-threaded-animation',
  '--disable-threaded-scrolling',
  '--disable-checker-imaging',
  '--disable-partial-raster',
  '--disable-skia-runtime-opts',
  // Animated pictures would follow the machine's clock: they rest at their first frame.
  '--blink-settings=imageAnimationPolicy=2',
  // A step waits for a frame of the browser: as fast as it can, not 60 a second.
  '--disable-frame-rate-limit',
  '--disable-gpu-vsync',
];

/** Behind interception and policy, a third wall: nothing has a name, and all that would go out goes to a port nobody listens on. */
const NETWORK = [
  '--proxy-server=http://127.0.0.1:9',
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--disable-background-networking',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
];

const LAUNCH_MS = 30_000;
const CLOSE_MS = 3000;

export interface LaunchOptions {
  executable: string;
  sandbox: boolean;
  /** A folder of this browser's own; it is made and removed. */
  profile: string;
  fontConfig: string;
  width: number;
  height: number;
  /** MiB of each script heap. */
  heapMiB: number;
}

export interface Launched {
  context: BrowserContext;
  /** Its processes; null where the system does not tell. */
  group: number | null;
  /** Closes it, or kills what does not close, and removes its folder. */
  end(): Promise<void>;
}

/** Starts a browser nobody else uses. Nothing of the worker's environment reaches it. @throws when it does not start */
export const launch = async (options: LaunchOptions): Promise<Launched> => {
  const { executable, sandbox, profile, fontConfig, width, height, heapMiB } = options;
  await mkdir(profile, { recursive: true });
  const kill = async (): Promise<void> => {
    const group = await groupWith(profile);
    if (group !== null) killGroup(group);
  };
  const remove = () => rm(profile, { recursive: true, force: true, maxRetries: 5 });
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: executable,
      chromiumSandbox: sandbox,
      headless: true,
      timeout: LAUNCH_MS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      env: {
        HOME: profile,
        TMPDIR: profile,
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        FONTCONFIG_FILE: fontConfig,
      },
      args: [...DRAWING, ...NETWORK, `--js-flags=--max-old-space-size=${heapMiB}`],
      viewport: { width, height },
      deviceScaleFactor: 1,
      locale: 'en-US',
      timezoneId: 'UTC',
      colorScheme: 'light',
      reducedMotion: 'no-preference',
      serviceWorkers: 'block',
      acceptDownloads: false,
      downloadsPath: join(profile, 'downloads'),
    });
    return {
      context,
      group: await groupWith(profile),
      async end() {
        await Promise.race([context.close().catch(() => {}), wait(CLOSE_MS, undefined, { ref: false })]);
        await kill();
        await remove();
      },
    };
  } catch (error) {
    await kill();
    await remove();
    throw error;
  }
};
