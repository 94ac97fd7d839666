import { fromEnvironment, onPath } from './find.mjs';

/** Chromium, where the machine has one: only HTML clips and the console's tests use it, so it is never installed unasked. */
export function findChromium() {
  return fromEnvironment('CHROMIUM_PATH') ?? onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
}
