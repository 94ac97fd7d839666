import { queueName } from '@workprint/contracts';
import { type Environment, missingForMediaConvert } from '@workprint/runtime';
import { PROVIDER_SETTING, PROVIDERS } from './generations/known-providers.ts';
import type { Settings } from './tokens.ts';

/** The gateway's settings from the environment; `workerId` names this process. */
export const settingsOf = (env: Environment & { WORKPRINT_SECRET: string }, workerId: string): Settings => ({
  workerId,
  publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/$/, ''),
  secret: env.WORKPRINT_SECRET,
  temporalUiUrl: env.TEMPORAL_UI_URL?.replace(/\/$/, '') ?? null,
  temporalNamespace: env.TEMPORAL_NAMESPACE,
  corsOrigins: env.CORS_ORIGINS,
  requestsPerMinute: env.REQUESTS_PER_MINUTE,
  chunkQueue: queueName(env.TASK_QUEUE_PREFIX, 'chunk'),
  cpuUsdPerHour: env.CPU_USD_PER_HOUR,
  providers: PROVIDERS.filter((name) => env[PROVIDER_SETTING[name]]),
  mediaConvert: {
    missing: missingForMediaConvert(env),
    callbackToken: env.MEDIA_CONVERT_CALLBACK_TOKEN ?? null,
  },
  replicateWebhookSecret: env.REPLICATE_WEBHOOK_SECRET ?? null,
  falJwksUrl: env.FAL_JWKS_URL,
  jwt: env.JWKS_URL ? { jwksUrl: env.JWKS_URL, issuer: env.JWT_ISSUER ?? null, audience: env.JWT_AUDIENCE ?? null } : null,
});
