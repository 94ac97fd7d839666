import { FAILURES } from '@workprint/contracts';
import type { GenerateImageInput, GenerateVideoInput } from '@workprint/graphql-schema';
import { commonProblems } from '../graphql/inputs.ts';
import { type UserError, userError } from '../graphql/user-error.ts';
import { isProvider, PROVIDER_SETTING, PROVIDERS } from './known-providers.ts';

const MAX_PROMPT = 10_000;
const MAX_SECONDS = 600;
const MAX_TIMEOUT_SECONDS = 86_400;
const MAX_INPUT_BYTES = 262_144;

/** What is wrong with the name of a provider: nobody has it, or it has no key here. `usable`: that it has none does not matter. */
export const providerProblems = (provider: string, path: string[], usable: boolean): UserError[] => {
  if (!isProvider(provider)) {
    const message = `There is no provider "${provider.slice(0, 64)}".`;
    return [userError('UNKNOWN_PROVIDER', message, path, `Use ${PROVIDERS.join(', ')}.`)];
  }
  if (usable) return [];
  const message = `The provider "${provider}" has no API key here: ${PROVIDER_SETTING[provider]} is not set.`;
  return [userError('PROVIDER_NOT_CONFIGURED', message, path, FAILURES.PROVIDER_NOT_CONFIGURED.hint)];
};

/** What is wrong with a request to generate, before anything is bought. `configured` names the providers that have a key. */
export const generationProblems = (input: GenerateVideoInput | GenerateImageInput, configured: readonly string[]): UserError[] => {
  const problems = commonProblems(input);
  const invalid = (field: string, message: string) => problems.push(userError('INVALID_VALUE', message, [field]));
  const { provider, model, prompt, timeoutSeconds, input: own } = input;
  const length = 'length' in input ? input.length : null;
  problems.push(...providerProblems(provider, ['provider'], configured.includes(provider)));
  if (!/^[\w.:/-]{1,200}$/.test(model)) invalid('model', 'model must be a name such as ray-2 or owner/name.');
  if (prompt.trim() === '' || prompt.length > MAX_PROMPT) invalid('prompt', `prompt must have 1 to ${MAX_PROMPT} characters.`);
  if (length != null && !(length > 0 && length <= MAX_SECONDS))
    invalid('length', `length must be more than 0 and at most ${MAX_SECONDS} seconds.`);
  if (timeoutSeconds != null && (timeoutSeconds < 1 || timeoutSeconds > MAX_TIMEOUT_SECONDS)) {
    invalid('timeoutSeconds', `timeoutSeconds must be 1 to ${MAX_TIMEOUT_SECONDS}.`);
  }
  if (own != null && (typeof own !== 'object' || Array.isArray(own)))
    invalid('input', "input must be an object of the provider's own fields.");
  else if (own != null && Buffer.byteLength(JSON.stringify(own)) > MAX_INPUT_BYTES) {
    invalid('input', `input may have ${MAX_INPUT_BYTES} bytes of JSON at most.`);
  }
  return problems;
};
