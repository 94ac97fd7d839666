import { z } from 'zod';

const text = z.string().min(1);
const address = z.url({ protocol: /^https?$/ });
const port = z.coerce.number().int().min(0).max(65_535);
const count = z.coerce.number().int().positive();
const flag = z.enum(['true', 'false', '1', '0']).transform((v) => v === 'true' || v === '1');
const list = z.string().transform((v) =>
  v
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean),
);

/** Every variable Workprint reads. docs/configuration.md says the same in words. */
const FIELDS = z.object({
  DATABASE_URL: text,
  DATABASE_SYSTEM_URL: text.optional(),
  TEMPORAL_ADDRESS: text,
  TEMPORAL_NAMESPACE: text.default('workprint'),
  TASK_QUEUE_PREFIX: z.string().default(''),
  TEMPORAL_UI_URL: address.optional(),
  S3_ENDPOINT: address,
  S3_PUBLIC_ENDPOINT: address.optional(),
  S3_REGION: text.default('us-east-1'),
  S3_BUCKET: text,
  S3_ACCESS_KEY_ID: text,
  S3_SECRET_ACCESS_KEY: text,
  S3_FORCE_PATH_STYLE: flag.default(true),
  HOST: text.default('127.0.0.1'),
  PORT: port.default(4000),
  OPS_PORT: port.default(0),
  PUBLIC_URL: address.optional(),
  WORKPRINT_SECRET: z.string().min(16).optional(),
  CORS_ORIGINS: list.default([]),
  REQUESTS_PER_MINUTE: count.default(6000),
  JWKS_URL: address.optional(),
  JWT_ISSUER: text.optional(),
  JWT_AUDIENCE: text.optional(),
  REPLICATE_WEBHOOK_SECRET: text.optional(),
  FFMPEG_PATH: text.optional(),
  FFPROBE_PATH: text.optional(),
  CHROMIUM_PATH: text.optional(),
  PATH: z.string().default(''),
  SCRATCH_DIR: text.optional(),
  SOURCE_CACHE_DIR: text.optional(),
  SOURCE_CACHE_BYTES: count.default(20 * 2 ** 30),
  CHUNK_SLOTS: count.optional(),
  PROXIES_AT_UPLOAD: flag.default(true),
  CACHE_BYTES: count.default(100 * 2 ** 30),
  CACHE_DAYS: count.default(30),
  REPLICATE_API_TOKEN: text.optional(),
  REPLICATE_BASE_URL: address.optional(),
  LUMAAI_API_KEY: text.optional(),
  LUMA_BASE_URL: address.optional(),
  FAL_KEY: text.optional(),
  FAL_BASE_URL: address.optional(),
  FAL_JWKS_URL: address.default('https://rest.alpha.fal.ai/.well-known/jwks.json'),
  MEDIA_CONVERT_ROLE_ARN: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/.+$/, 'must be the ARN of a role')
    .optional(),
  AWS_REGION: text.optional(),
  S3_OUTPUT_PREFIX: z
    .string()
    .regex(/^([\w-]+\/)+$/, 'must be folder names that end in a slash, e.g. mediaconvert/')
    .default('mediaconvert/'),
  MEDIA_CONVERT_ENDPOINT: address.optional(),
  MEDIA_CONVERT_QUEUE: text.optional(),
  MEDIA_CONVERT_JOB_TEMPLATE: text.optional(),
  MEDIA_CONVERT_CALLBACK_TOKEN: z.string().min(16).optional(),
  CPU_USD_PER_HOUR: z.coerce.number().min(0).default(0.04),
  PARKED_SECONDS: count.default(24 * 60 * 60),
  FETCH_ALLOW_HOSTS: list.default([]),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  SHUTDOWN_GRACE_SECONDS: count.default(20),
});

/** The variables by their own names, parsed. */
export type Environment = z.infer<typeof FIELDS>;

/** Names every bad variable at once. */
export class EnvironmentError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`the environment is not right:\n${problems.map((p) => `  ${p}`).join('\n')}`);
    this.name = 'EnvironmentError';
    this.problems = problems;
  }
}

type Required_<K extends keyof Environment> = Environment & { [P in K]-?: NonNullable<Environment[P]> };

/**
 * Reads and checks the environment once, at start. An empty variable counts as not set. `require` names optional ones this service can't do without.
 * @throws EnvironmentError naming every variable that is missing or wrong
 */
export function readEnvironment<K extends keyof Environment = never>(
  options: { require?: readonly K[]; source?: Record<string, string | undefined> } = {},
): Required_<K> {
  const source = options.source ?? process.env;
  const given = Object.fromEntries(
    Object.entries(source).filter(([key, value]) => key in FIELDS.shape && value !== '' && value !== undefined),
  );
  const result = FIELDS.safeParse(given);
  const problems = (result.error?.issues ?? []).map((i) => {
    const key = String(i.path[0]);
    return key in given ? `${key}: ${i.message}` : `${key}: is missing`;
  });
  for (const key of options.require ?? [])
    if (!(key in given) && FIELDS.shape[key].safeParse(undefined).data === undefined) problems.push(`${key}: is missing`);
  const unique = [...new Set(problems)];
  if (!result.success || unique.length > 0) throw new EnvironmentError(unique);
  return result.data as Required_<K>;
}
