export { hashFile } from './files.ts';
export { type CachedSource, openSourceCache, type SourceCache } from './source-cache.ts';
