export const IMPORT_FORMATS = ['otio', 'shotstack', 'editly', 'hospup'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** An asset of the workspace that stands for an address of the document. */
export interface ImportMedia {
  assetId: string;
  /** Seconds, where the asset has been probed: some documents leave lengths to the media. */
  durationSeconds?: number | null;
}

export interface ImportRequest {
  format: ImportFormat;
  /** The document as a value or as its text: JSON, for editly JSON5. */
  document: unknown;
  /** Assets by the address that the document gives. */
  media?: Readonly<Record<string, ImportMedia>>;
  /** Pixels and frames a second. Wins over what the document says; needed where it says nothing. */
  canvas?: { width?: number | null; height?: number | null; fps?: number | null } | null;
}

export type MediaKind = 'video' | 'image' | 'audio' | 'captions';

/** An address that the document shows or plays. */
export interface MediaUse {
  url: string;
  /** What it is used as. */
  kind: MediaKind;
  /** Where the document names it. */
  paths: string[];
  /** In the timeline as "asset:<assetId>"; when not `mapped`, a name that stands for an asset still to be given. */
  assetId: string;
  mapped: boolean;
}

/** Something of the document that the timeline does not say, or says differently. */
export interface Unsupported {
  /** In the foreign document: "timeline.tracks[0].clips[2].filter". */
  path: string;
  why: string;
}

export interface Imported {
  /** A timeline document; parseTimeline has no problem with it. */
  timeline: Record<string, unknown>;
  /** What names the document elsewhere: goes to a render's metadata. */
  metadata: Record<string, unknown>;
  media: MediaUse[];
  unsupported: Unsupported[];
}
