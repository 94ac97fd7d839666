/** ADDRESS_REFUSED: not a public http(s) address. FETCH_FAILED: no answer, or a bad one. MEDIA_TOO_LARGE: more bytes than allowed. */
export type GuardCode = 'ADDRESS_REFUSED' | 'FETCH_FAILED' | 'MEDIA_TOO_LARGE';

/** Why guardedFetch gave up, at once or while the body was read. */
export class GuardError extends Error {
  readonly code: GuardCode;
  /** HTTP status of the answer, where that is the reason. */
  readonly status: number | undefined;
  constructor(code: GuardCode, message: string, more: { cause?: unknown; status?: number } = {}) {
    super(message, { cause: more.cause });
    this.name = 'GuardError';
    this.code = code;
    this.status = more.status;
  }
}
