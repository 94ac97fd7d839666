/** A clip as it was compiled. */
export interface ClipOrigin {
  /** "tracks[0].clips[1]" */
  path: string;
  type: string;
  /** Seconds of the timeline it stands in. */
  start: number;
  end: number;
  /** Its start follows from the clip before it ("after"). */
  follows: boolean;
  /** Its length follows from other clips, or from its source. */
  fills: boolean;
  /** Hex SHA-256 of the file it shows or plays; null: none. */
  source: string | null;
  /** What the document says of it but its times, by name ("style.color"): canonical JSON; long values end in "…" and a hash. */
  said: Record<string, string>;
}

export interface LayerOrigin {
  /** The clip's path. */
  clip: string;
  /** Of a nested timeline: which clips its own layers or parts are. */
  inner?: LayerOrigin[];
}
