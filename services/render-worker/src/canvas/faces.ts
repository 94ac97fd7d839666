import type { Coverage } from './coverage.ts';

/** Faces to draw with, in the order they are asked for a character. */
export interface FaceList {
  /** For a CSS font value: quoted names, comma separated. */
  names: string;
  /** The families, for people. */
  families: string[];
  covers: Coverage;
  /** To be said of faces that have all weights in one file; absent: there are none. */
  weight?: number;
}
