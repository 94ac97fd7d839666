import { createHash } from 'node:crypto';
import path from 'node:path';
import { ROOT } from '../paths.mjs';

/** What runs as a process of its own, in the order in which it is started. */
export const SERVICES = ['simulators', 'orchestrator', 'render-worker', 'ai-worker', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface ServicePorts {
  /** Gateway and simulators: where it serves. */
  port: number;
  /** /health, /ready, /metrics. */
  ops: number;
}

export const scriptOf = (service: ServiceName): string =>
  service === 'simulators' ? path.join(ROOT, 'tools/simulators/main.ts') : path.join(ROOT, 'services', service, 'src/main.ts');

/** Where it answers 200 once it can work; the simulators have no such page: their port opens. */
export const readyUrl = (service: ServiceName, ports: ServicePorts): string | undefined =>
  service === 'simulators' ? undefined : `http://127.0.0.1:${ports.ops}/ready`;

/** Environment of one service: the stack's, its ports, and of the database's addresses only the ones its role may have. */
export function serviceEnv(service: ServiceName, shared: Record<string, string>, ports: ServicePorts): Record<string, string> {
  const own: Record<string, string> = { ...shared, OPS_PORT: String(ports.ops), DATABASE_OWNER_URL: '' };
  if (service !== 'orchestrator') own.DATABASE_SYSTEM_URL = '';
  if (service === 'gateway') own.PORT = String(ports.port);
  if (service === 'simulators')
    return { ...own, SIMULATOR_PORT: String(ports.port), DATABASE_URL: '', WORKPRINT_SECRET: '', ...eventTarget(own) };
  return own;
}

/** A token of this data directory's own for the address of MediaConvert's events. */
export const eventToken = (secret: string): string => createHash('sha256').update(`mediaconvert-events ${secret}`).digest('hex');

/** Where the simulator of MediaConvert sends events: to the gateway, as EventBridge would. */
const eventTarget = ({ PUBLIC_URL, MEDIA_CONVERT_CALLBACK_TOKEN: token }: Record<string, string>): Record<string, string> =>
  PUBLIC_URL && token ? { SIMULATOR_MEDIACONVERT_EVENTS: `${PUBLIC_URL}/callbacks/mediaconvert/${token}` } : {};

/** Points the provider clients at the simulators; a provider whose real key is in our environment stays real. */
export function simulatorEnv(port: number): Record<string, string> {
  const origin = `http://127.0.0.1:${port}`;
  return {
    FETCH_ALLOW_HOSTS: [process.env.FETCH_ALLOW_HOSTS, `127.0.0.1:${port}`].filter(Boolean).join(','),
    ...(process.env.REPLICATE_API_TOKEN ? {} : { REPLICATE_API_TOKEN: 'simulated', REPLICATE_BASE_URL: `${origin}/replicate/v1` }),
    ...(process.env.MEDIA_CONVERT_ROLE_ARN
      ? {}
      : {
          MEDIA_CONVERT_ROLE_ARN: 'arn:aws:iam::000000000000:role/simulated',
          MEDIA_CONVERT_ENDPOINT: `${origin}/mediaconvert`,
          ...{ AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'simulated', AWS_SECRET_ACCESS_KEY: 'simulated' },
        }),
    ...(process.env.FAL_KEY
      ? {}
      : { FAL_KEY: 'simulated', FAL_BASE_URL: `${origin}/fal`, FAL_JWKS_URL: `${origin}/fal/.well-known/jwks.json` }),
    ...(process.env.LUMAAI_API_KEY ? {} : { LUMAAI_API_KEY: 'simulated', LUMA_BASE_URL: `${origin}/luma/dream-machine/v1` }),
  };
}
