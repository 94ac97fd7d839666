import type { Problem } from '../problems.ts';
import type { Cue, Path } from '../timeline.ts';

/** A cue with where it stands in the document, for what is said about it. */
export interface ReadCue extends Cue {
  path: Path;
  /** "caption 3 (line 12)" or "word 3". */
  place: string;
}

/** Cues must have a length, follow each other in time and never overlap: one is shown at a time. */
export function checkCues(cues: readonly ReadCue[]): Problem[] {
  return cues.flatMap((cue, i): Problem[] => {
    const before = cues[i - 1];
    const name = cue.place[0]!.toUpperCase() + cue.place.slice(1);
    const problem = (code: string, message: string, hint: string): Problem[] => [
      { path: cue.path, code, message: `${name} ${message}`, hint },
    ];
    if (cue.end <= cue.start)
      return problem('INVALID_VALUE', `ends at ${cue.end} s, but begins at ${cue.start} s.`, 'It must end after it begins.');
    if (!before || cue.start >= before.end) return [];
    return cue.start < before.start
      ? problem(
          'OUT_OF_ORDER',
          `begins at ${cue.start} s, before ${before.place}, which begins at ${before.start} s.`,
          'Sort them by their start.',
        )
      : problem(
          'OVERLAP',
          `begins at ${cue.start} s, while ${before.place} lasts to ${before.end} s.`,
          'One is shown at a time: end the one before earlier, or begin this one later.',
        );
  });
}
