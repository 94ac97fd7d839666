import { createRequire } from 'node:module';

/** Name and version of what draws text: part of every key with text in it. */
export const canvasVersion = (): string => {
  const { version } = createRequire(import.meta.url)('@napi-rs/canvas/package.json') as { version: string };
  return `@napi-rs/canvas ${version}`;
};
