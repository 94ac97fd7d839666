import type { Film } from '@workprint/timeline';
import type { Dependencies } from '../activities/dependencies.ts';

/** What a maker is given: every chunk of the film lies in the folder. */
export interface Work {
  needs: Dependencies;
  film: Film;
  workspaceId: string;
  renderId: string;
  /** Absolute; the attempt's own. */
  folder: string;
  /** The concat list of the chunks. */
  list: string;
  /** The mixed sound; null when the film has none. */
  audio: string | null;
  signal: AbortSignal;
}

export interface MadeFile {
  name: string;
  path: string;
  contentType: string;
  /** Also filed as an asset of the workspace. */
  asset?: boolean;
}

/** A deliverable made once from composed frames. */
export interface Made {
  path: string;
  frames: number;
  width: number;
  height: number;
  /** 0 for a picture. */
  durationSeconds: number;
  files: MadeFile[];
}
