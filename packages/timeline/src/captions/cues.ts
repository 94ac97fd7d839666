import type { Problem } from '../problems.ts';
import type { Cue, Path } from '../timeline.ts';

/** A cue with where it stands in the document, for what is said about it. */
export interface ReadCue extends Cue {
  path: Path;
  /** "line 12" or "word 3". */
  place: string;
}

/** Cues must have a length, follow each other in time and never overlap: one is shown at a time. */
export function checkCues(cues: readonly ReadCue[]): Problem[] {
  return cues.flatMap((cue, i): Problem[] => {
    const before = cues[i - 1];
    const problem = (code: string, message: string): Problem[] => [{ path: cue.path, code, message }];
    if (cue.end <= cue.start)
      return problem('INVALID_VALUE', `The caption at ${cue.place} ends at ${cue.end} s, but begins at ${cue.start} s.`);
    if (!before || cue.start >= before.end) return [];
    return cue.start < before.start
      ? problem(
          'OUT_OF_ORDER',
          `The caption at ${cue.place} begins at ${cue.start} s, before the one at ${before.place} (${before.start} s).`,
        )
      : problem(
          'OVERLAP',
          `The caption at ${cue.place} begins at ${cue.start} s, while the one at ${before.place} lasts to ${before.end} s.`,
        );
  });
}
