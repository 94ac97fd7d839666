export { StorageError } from './errors.ts';
export { openObjectStore } from './object-store.ts';
export type { ObjectHead, ObjectStore, ObjectStoreOptions, PresignedPost, PutFileOptions, UploadInfo } from './types.ts';
