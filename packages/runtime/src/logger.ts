import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const SECRETS = ['authorization', 'password', 'secret', 'token', 'apiKey', 'secretAccessKey', 'cookie', 'DATABASE_URL'];
const PATHS = SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** One JSON line per entry on standard output; values under names that hold secrets are replaced. */
export const createLogger = (name: string, level = process.env.LOG_LEVEL || 'info'): Logger =>
  pino({ name, level, base: { service: name }, redact: { paths: PATHS, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime });
