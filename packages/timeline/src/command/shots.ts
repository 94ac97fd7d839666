import type { TitleSource } from '../compile/graph.ts';
import type { Rational } from '../media.ts';
import { shotsOf } from '../titles/shots.ts';
import { ratio } from './common.ts';

/** When the pictures of a moving text are shown, and what fills the frames between them. Each picture is decoded and converted once. */
export function shotFilters({ title, first, frames }: TitleSource, fps: Rational): { times: string; repeated: string[] } {
  const shots = shotsOf(title, first, frames);
  if (shots.length === frames) return { times: 'N', repeated: [] };
  const late = shots.map((k, i) => k - first - i);
  const steps = late.flatMap((by, i) => (i > 0 && by > late[i - 1]! ? [`${by - late[i - 1]!}*gte(N,${i})`] : []));
  return {
    times: `'${sum(['N', ...steps])}'`,
    repeated: ['tpad=stop_mode=clone:stop=-1', `fps=fps=${ratio(fps)}:start_time=0`, `trim=end_frame=${frames}`],
  };
}

/** In halves of halves: of a plain row ffmpeg counts every sign as a level, and takes a hundred. */
function sum(terms: readonly string[]): string {
  if (terms.length <= FEW) return terms.join('+');
  const half = terms.length >> 1;
  return `(${sum(terms.slice(0, half))})+(${sum(terms.slice(half))})`;
}
const FEW = 16;
