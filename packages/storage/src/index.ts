export { StorageError } from './errors.ts';
export { type ForeignObject, type ForeignObjects, ObjectTooLarge, openForeignObjects } from './foreign.ts';
export { openObjectStore } from './object-store.ts';
export type {
  ListedObject,
  ObjectHead,
  ObjectStore,
  ObjectStoreOptions,
  PresignedPost,
  PutFileOptions,
  Sameness,
  UploadInfo,
} from './types.ts';
