import { generationChoices, type Timeline } from '@workprint/timeline';
import { providerProblems } from '../generations/generation-problems.ts';
import type { UserError } from '../graphql/user-error.ts';

/**
 * Providers in a timeline that nobody has, and those that lack their key here as long as the clip could show nothing else.
 * @param configured names of the providers that have a key
 */
export const sourceProblems = (timeline: Timeline, configured: readonly string[]): UserError[] =>
  generationChoices(timeline).flatMap(({ path, choices }) => {
    const clip = ['timeline', ...(path.match(/[^.[\]]+/g) ?? []), 'src', 'generate'];
    const at = (i: number): string[] => [...clip, ...(i === 0 ? [] : ['fallback', String(i - 1), 'generate']), 'provider'];
    const usable = choices.some((choice) => 'assetId' in choice || configured.includes(choice.provider));
    return choices.flatMap((choice, i) => ('assetId' in choice ? [] : providerProblems(choice.provider, at(i), usable)));
  });
