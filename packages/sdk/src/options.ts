export interface WorkprintOptions {
  /** Where the gateway is, e.g. http://127.0.0.1:4000; a function where that may change (a local stack started again). */
  url: string | (() => string);
  /** API key or JWT. */
  token: string;
  /** How long a gateway that is away is waited for; 120 when not given. */
  patienceSeconds?: number;
}

export interface UploadOptions {
  /** MIME type; by the name's ending when not given. */
  contentType?: string;
  projectId?: string;
  signal?: AbortSignal;
}
