import type { Readable } from 'node:stream';

export interface ObjectStoreOptions {
  /** Where this process reaches the store. */
  endpoint: string;
  /** Where browsers and ffmpeg's users reach it: the host of presigned links. `endpoint` when not given. */
  publicEndpoint?: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  forcePathStyle: boolean;
}

export interface ObjectHead {
  bytes: number;
  /** Hex; undefined when the writer gave none. */
  sha256: string | undefined;
  contentType: string;
  lastModified: Date | undefined;
}

export interface PutFileOptions {
  contentType: string;
  /** Hex. The store checks it, and head() tells it. */
  sha256?: string;
  signal?: AbortSignal;
}

export interface PresignedPost {
  url: string;
  /** Form fields, to be sent before the file. */
  fields: Record<string, string>;
}

export interface UploadInfo {
  key: string;
  uploadId: string;
  startedAt: Date | undefined;
}

/** What an object must still be: what its writer was answered (for objects of up to 5 GiB), or the hash and size it was written with. */
export type Sameness = { etag: string; sha256?: never; bytes?: never } | { etag?: never; sha256: string; bytes: number };

export interface ListedObject {
  key: string;
  bytes: number;
  /** When it was last written. */
  written: Date | undefined;
}

/** One bucket of an S3-compatible store. What fails is thrown as StorageError, an aborted call as the signal's reason. */
export interface ObjectStore {
  readonly bucket: string;
  /** Sends a file, in parts from 64 MiB on; parts are aborted when it fails. */
  putFile(key: string, path: string, options: PutFileOptions): Promise<void>;
  /** Returns the store's tag of what was written; undefined where it gives none. */
  putBytes(key: string, bytes: Uint8Array | string, options: { contentType: string; signal?: AbortSignal }): Promise<string | undefined>;
  putJson(key: string, value: unknown, options?: { signal?: AbortSignal }): Promise<void>;
  /** One conditional PUT: whoever comes second finds 'exists', and must look with head() whether it is the same. Up to 5 GB. */
  putFileIfAbsent(key: string, path: string, options: PutFileOptions & { sha256: string }): Promise<'stored' | 'exists'>;
  /** Sends a stream of unknown length in parts; nothing is left when it fails or is aborted. */
  putStream(key: string, body: Readable, options: { contentType: string; signal?: AbortSignal }): Promise<void>;
  /** Writes the object to a file; returns its bytes. A half-written file is removed. @throws StorageError NOT_FOUND */
  getToFile(key: string, path: string, options?: { signal?: AbortSignal }): Promise<number>;
  /** For small objects. @throws StorageError NOT_FOUND */
  getBytes(key: string, options?: { signal?: AbortSignal }): Promise<Uint8Array>;
  /** @throws StorageError NOT_FOUND */
  getJson<T>(key: string, options?: { signal?: AbortSignal }): Promise<T>;
  /** Null when there is none. */
  head(key: string, options?: { signal?: AbortSignal }): Promise<ObjectHead | null>;
  /** Copies inside the store; in parts above 5 GB. The copy gets the type and hash given. */
  copy(from: string, to: string, options: { contentType: string; sha256?: string; signal?: AbortSignal }): Promise<void>;
  /** The same, while the source is what it was: no byte of it is read here. Null when it is gone, or another by now. */
  copyIfSame(
    from: string,
    to: string,
    same: Sameness,
    options: { contentType: string; sha256?: string; signal?: AbortSignal },
  ): Promise<{ etag: string | undefined } | null>;
  /** Removing what is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** Removes every object under the prefix, which must end in "/", or only those last written before a time; returns how many. */
  removePrefix(prefix: string, options?: { writtenBefore?: Date }): Promise<number>;
  list(prefix: string): Promise<ListedObject[]>;
  /** A link that lets anybody read the object for `seconds`. With `filename` it downloads under that name. */
  presignGet(key: string, options: { seconds: number; filename?: string; contentType?: string }): Promise<string>;
  /** A form that lets anybody write this key for `seconds`: only this type, 1 to maxBytes bytes. */
  presignPost(key: string, options: { contentType: string; maxBytes: number; seconds: number }): Promise<PresignedPost>;
  /** Multipart uploads under way. */
  listUploads(prefix: string): Promise<UploadInfo[]>;
  /** Aborts them, or only those begun before a time; returns how many. */
  abortUploads(prefix: string, options?: { startedBefore?: Date }): Promise<number>;
  /** Makes the bucket where it is missing and lets browsers of these origins upload, seek and download. */
  ensureBucket(options: { corsOrigins: readonly string[] }): Promise<void>;
  /** @throws StorageError when the bucket can't be reached */
  ping(): Promise<void>;
  close(): void;
}
