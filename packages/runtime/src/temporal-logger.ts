import type { LogLevel, LogMetadata, Runtime } from '@temporalio/worker';
import type { Logger } from './logger.ts';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

let installed = false;

/**
 * Sends what Temporal's core and workers say to our log, and leaves signals to us. A process has one Runtime: only the first call counts.
 */
export function useLogger(runtime: typeof Runtime, logger: Logger): void {
  if (installed) return;
  installed = true;
  const log = (level: LogLevel, message: string, meta?: LogMetadata): void => {
    const { error, ...rest } = meta ?? {};
    // pino writes an error out under this name only.
    logger[LEVELS[level]](error ? { ...rest, err: error } : rest, message);
  };
  try {
    runtime.install({
      shutdownSignals: [],
      logger: {
        log,
        trace: (message, meta) => log('TRACE', message, meta),
        debug: (message, meta) => log('DEBUG', message, meta),
        info: (message, meta) => log('INFO', message, meta),
        warn: (message, meta) => log('WARN', message, meta),
        error: (message, meta) => log('ERROR', message, meta),
      },
      telemetryOptions: { logging: { forward: {}, filter: 'WARN' } },
    });
  } catch (error) {
    // Something (a test environment) made the process's Runtime before us.
    logger.debug({ err: error }, "Temporal's runtime was there already");
  }
}
