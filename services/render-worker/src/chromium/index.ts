export { type Chromium, openChromium } from './chromium.ts';
export { findChromium } from './find.ts';
