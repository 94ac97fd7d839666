export { aGeneration, anAsset, anOutput, aPlaylistFilm, aRender, OUTPUT_SETTINGS } from './builders.ts';
export { makeWorkspace, openTestDatabase, type TestWorkspace } from './database.ts';
export { openTestForeignObjects, openTestObjectStore } from './object-store.ts';
export { unzipped } from './zip.ts';
