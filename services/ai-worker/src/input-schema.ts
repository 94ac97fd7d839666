import { failure } from '@workprint/contracts';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { ask } from './ask.ts';
import { FailureError, type Intent, type Provider, type ProviderRequest } from './port.ts';

/** How long to wait for a schema, in milliseconds: without one the provider itself refuses what is wrong. */
const PATIENCE_MS = 5_000;
/** A model's latest version may change; one that could not be had is asked for again soon. */
const KEPT_MS = 600_000;
const MISSED_MS = 60_000;
const MOST_KEPT = 200;
/** Characters of JSON: more is no schema of a model's input. */
const LONGEST = 500_000;
const MOST_LISTED = 5;

export interface InputChecks {
  /**
   * Reads what an intent asks for against what the provider publishes of the model, where it does and where that can be had.
   * @throws FailureError INVALID_INPUT with the intent's key in `path`; nothing was bought
   */
  check(provider: Provider, intent: Intent & { direct?: boolean }, request: ProviderRequest): Promise<void>;
}

/** With the schemas it has read, for a while. */
export function openInputChecks(now: () => number = Date.now): InputChecks {
  const kept = new Map<string, { validate: ValidateFunction | null; until: number }>();
  const schemaOf = async (provider: Provider, model: string): Promise<ValidateFunction | null> => {
    const name = `${provider.name} ${model}`;
    const known = kept.get(name);
    if (known && known.until > now()) return known.validate;
    const validate = await read(provider, model).catch(() => null);
    kept.delete(name);
    kept.set(name, { validate, until: now() + (validate ? KEPT_MS : MISSED_MS) });
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
    return validate;
  };
  return {
    async check(provider, intent, { model, input }) {
      if (!provider.published) return;
      const validate = await schemaOf(provider, model);
      // A copy: providers take "5" for 5, and so does this.
      if (!validate || validate(structuredClone(input))) return;
      const wrong = (validate.errors ?? []).slice(0, MOST_LISTED).map((error) => problemOf(error, intent, provider));
      const [first] = wrong;
      if (!first) return;
      const words = wrong.map(({ path, words }) => `${path} ${words}`).join('; ');
      throw new FailureError(failure('INVALID_INPUT', `${provider.name}: ${words} (as ${model} publishes)`, { path: first.path }));
    },
  };
}

async function read(provider: Provider, model: string): Promise<ValidateFunction | null> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const openApi = await ask(provider, signal, async (exchange) => (await provider.published?.openApi(model, exchange)) ?? null);
  const text = JSON.stringify(openApi);
  if (openApi === null || text.length > LONGEST) return null;
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true, validateFormats: false, logger: false });
  ajv.addSchema({ ...(JSON.parse(text, understood) as object), $id: 'model' });
  return ajv.getSchema('model#/components/schemas/Input') ?? null;
}

/** Without what OpenAPI 3.0 says in a way of its own, and without regular expressions: those of strangers may take for ever. */
function understood(key: string, value: unknown): unknown {
  if (key === 'pattern' && typeof value === 'string') return undefined;
  if (key.startsWith('exclusive') && typeof value === 'boolean') return undefined;
  if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value;
  const { nullable: _, ...rest } = value;
  return rest;
}

/** Where in the intent it is, and what is wrong with it. */
function problemOf({ instancePath, keyword, params, message }: ErrorObject, intent: Intent & { direct?: boolean }, provider: Provider) {
  const steps = instancePath.split('/').slice(1);
  if (keyword === 'required') steps.push(String((params as { missingProperty: string }).missingProperty));
  const allowed =
    keyword === 'enum' ? `: ${(params as { allowedValues: unknown[] }).allowedValues.map((v) => JSON.stringify(v)).join(', ')}` : '';
  const words = keyword === 'required' ? 'is missing' : `${message ?? 'is not valid'}${allowed}`;
  return { path: pathOf(steps, intent, provider).join('.'), words };
}

const NEUTRAL = ['prompt', 'length', 'aspectRatio'];

function pathOf([key = '', ...rest]: string[], { input, direct }: Intent & { direct?: boolean }, provider: Provider): string[] {
  const nested = input.input;
  if (typeof nested === 'object' && nested !== null && Object.hasOwn(nested, key))
    return ['input', ...(direct ? ['input'] : []), key, ...rest];
  const said = Object.hasOwn(input, key) ? key : (provider.published?.neutral[key] ?? key);
  // generateVideo has fields of its own for the neutral keys, and one for all others.
  return [...(direct && !NEUTRAL.includes(said) ? ['input'] : []), said, ...rest];
}
