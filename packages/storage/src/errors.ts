/** What the store answered badly. `code` NOT_FOUND: no such object; STORAGE_FAILED: all else. */
export class StorageError extends Error {
  readonly code: 'NOT_FOUND' | 'STORAGE_FAILED';
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  constructor(what: string, cause: unknown) {
    const { name = 'Error', message = String(cause) } = cause as Error;
    super(`${what}: ${name}: ${message}`, { cause });
    this.name = 'StorageError';
    this.status = statusOf(cause);
    this.code = this.status === 404 || name === 'NoSuchKey' || name === 'NotFound' ? 'NOT_FOUND' : 'STORAGE_FAILED';
  }
}

export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;

/** Runs one call; its error says what was being done. An abort stays an abort. */
export async function calling<T>(what: string, signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof StorageError ? error : new StorageError(what, error);
  }
}
