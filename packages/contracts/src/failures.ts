/**
 * Every way a render, an asset or a generation can end badly. `retryable` tells a person whether trying again can help;
 * the permanent ones are thrown as non-retryable ApplicationFailures of the same type name.
 */
export const FAILURES = {
  INVALID_TIMELINE: { retryable: false, hint: 'Correct the timeline at the path named and send it again.' },
  ASSET_NOT_FOUND: { retryable: false, hint: 'Use the id of an asset of this workspace.' },
  ASSET_REJECTED: { retryable: false, hint: 'Upload a readable media file and use its id.' },
  UNREADABLE_MEDIA: { retryable: false, hint: 'The file is damaged or not of a supported kind; convert it and upload it again.' },
  MEDIA_TOO_LARGE: { retryable: false, hint: 'Make the file smaller or ask for a higher limit.' },
  FETCH_FAILED: { retryable: true, hint: 'Check that the address is public and answers, then try again.' },
  ADDRESS_REFUSED: { retryable: false, hint: 'Only public http(s) addresses are fetched.' },
  MISSING_GLYPH: { retryable: false, hint: 'Use a font that has the character, or upload one.' },
  ENCODER_MISSING: {
    retryable: false,
    hint: "The workers' ffmpeg lacks an encoder this output needs; choose another codec or install it.",
  },
  HTML_UNAVAILABLE: { retryable: false, hint: 'Install Chromium on the render workers: on their PATH, or name it in CHROMIUM_PATH.' },
  HTML_NETWORK_REFUSED: {
    retryable: false,
    hint: "A page may show the workspace's own pictures as asset:<id>, and data: URLs; put scripts and styles into the html itself.",
  },
  HTML_TIMEOUT: { retryable: false, hint: 'A script of the page does not end, or draws a frame for too long; make it do less per frame.' },
  HTML_CRASHED: { retryable: false, hint: 'The page brings the browser down, or needs too much memory; make it smaller.' },
  SIZE_UNREACHABLE: { retryable: false, hint: 'Raise maxBytes, or ask for fewer frames, colours or pixels.' },
  FFMPEG_FAILED: { retryable: true, hint: 'See logs for what ffmpeg said; retryRender tries again.' },
  OUT_OF_RESOURCES: { retryable: true, hint: 'The worker ran out of disk, memory or time for one step; try again or split the timeline.' },
  STORAGE_FAILED: { retryable: true, hint: 'The object store did not answer; retryRender tries again.' },
  GENERATION_FAILED: { retryable: true, hint: "See the generation for the provider's own words." },
  CONTENT_REJECTED: { retryable: false, hint: 'The provider refused the prompt or the picture; change it.' },
  GENERATION_TIMEOUT: { retryable: true, hint: 'The provider did not finish in time.' },
  GENERATION_PARKED: { retryable: false, hint: 'Whether the provider was paid is unknown; a person must resolve the generation.' },
  SPEND_LIMIT: {
    retryable: false,
    hint: 'Raise maxCost, or the daily or monthly cap of the workspace, or wait for the next day or month.',
  },
  PROVIDER_NOT_CONFIGURED: { retryable: false, hint: 'Set the API key of the provider.' },
  PROVIDER_REFUSED: { retryable: false, hint: "See the provider's own words in the message." },
  INVALID_INPUT: { retryable: false, hint: "Correct the key at the path named: the model's page at the provider says what it takes." },
  PROVIDER_UNAVAILABLE: {
    retryable: true,
    hint: 'The provider did not answer or is busy; nothing was bought by this try. Try again later.',
  },
  TRANSCODE_REFUSED: {
    retryable: false,
    hint: "The message has the service's own words; the render may still be possible with the backend FFMPEG.",
  },
  TRANSCODE_FAILED: { retryable: true, hint: 'The outside service failed at the job, which it does not bill; retryRender tries again.' },
  RENDER_TIMEOUT: { retryable: true, hint: 'Raise timeoutSeconds or make the timeline shorter.' },
  WORKFLOW_LOST: { retryable: true, hint: 'The workflow is gone from the server; retryRender starts a new one.' },
  INTERNAL: { retryable: true, hint: 'A fault of Workprint; the logs of the worker have more.' },
} as const satisfies Record<string, { retryable: boolean; hint: string }>;

export type FailureCode = keyof typeof FAILURES;

/** What is shown on Render.failure, Asset.failure and Generation.failure. */
export interface Failure {
  code: FailureCode;
  /** What happened, where (JSON path, source, chunk) and what was expected. */
  message: string;
  hint: string;
  retryable: boolean;
  /** Where in the timeline, e.g. "tracks[0].clips[2].src". */
  path?: string;
  /** The last lines the tool wrote. */
  log?: string[];
}

export const failure = (code: FailureCode, message: string, more: Partial<Omit<Failure, 'code' | 'message'>> = {}): Failure => ({
  code,
  message,
  hint: FAILURES[code].hint,
  retryable: FAILURES[code].retryable,
  ...more,
});

/** Codes whose activities Temporal must not try again by itself. */
export const PERMANENT_FAILURES: readonly FailureCode[] = (Object.keys(FAILURES) as FailureCode[]).filter((c) => !FAILURES[c].retryable);
