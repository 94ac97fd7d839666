import type { Settings } from '../tokens.ts';

/** Whether a browser page of this origin may call. No origin: not a browser's page. */
export const originAllowed = (settings: Pick<Settings, 'publicUrl' | 'corsOrigins'>, origin: string | undefined): boolean =>
  origin === undefined ||
  settings.corsOrigins.includes('*') ||
  settings.corsOrigins.includes(origin) ||
  origin === new URL(settings.publicUrl).origin;
