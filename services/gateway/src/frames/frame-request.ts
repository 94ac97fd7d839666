import type { RenderFrameInput } from '@workprint/graphql-schema';
import { type UserError, userError } from '../graphql/user-error.ts';

const given = (value: unknown): boolean => value !== null && value !== undefined;

/** Beyond any timeline; what lies between its end and this the compiler refuses. */
const LATEST = 1e9;

/** What contradicts itself in a request for a frame, before anything is looked up. */
export const requestProblems = (input: RenderFrameInput): UserError[] => {
  const problems: UserError[] = [];
  if (given(input.timeline) === given(input.renderId)) {
    problems.push(userError('INVALID_VALUE', 'Either timeline or renderId is needed, not both.', ['timeline']));
  }
  if (given(input.renderId)) {
    for (const name of ['variables', 'preset'] as const) {
      if (given(input[name]))
        problems.push(userError('INVALID_VALUE', `With renderId, ${name} is the render's own.`, [name], `Leave ${name} out.`));
    }
  }
  if (given(input.at) === given(input.frame)) {
    problems.push(userError('INVALID_VALUE', 'Either at (seconds) or frame is needed, not both.', ['at']));
  }
  for (const name of ['at', 'frame'] as const) {
    const value = input[name];
    if (given(value) && !(Number(value) >= 0 && Number(value) <= LATEST)) {
      problems.push(userError('OUT_OF_RANGE', `${name} must be 0 or more and inside the render, not ${value}.`, [name]));
    }
  }
  return problems;
};

/** Binary fractions of decimal seconds may fall just short of a frame's beginning. */
const SLACK = 1e-6;

/** Number of the frame that is shown at a time. */
export const frameAtTime = (seconds: number, { num, den }: { num: number; den: number }): number =>
  Math.floor((seconds * num) / den + SLACK);
