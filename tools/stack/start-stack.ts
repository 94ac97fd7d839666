import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from '../identity.mjs';
import { WORK_DIR } from '../paths.mjs';
import { useInfra } from './infra.ts';
import { endLeftovers } from './ledger.ts';
import { choosePorts } from './ports.ts';
import { type RunningService, runService } from './run-service.ts';
import { eventToken, SERVICES, type ServiceName, simulatorEnv } from './services.ts';
import { spareDatabase } from './spare-database.ts';
import { updateState } from './state.ts';

export interface ServiceRequest {
  service: ServiceName;
  /** Names its log and tells two of a kind apart; the service's own name when not given. */
  name?: string;
  /** Over the stack's environment. */
  env?: Record<string, string>;
}

export interface StackOptions {
  /** All of them, one each, when not given. */
  services?: readonly (ServiceName | ServiceRequest)[];
  /** Over the stack's environment, for every service: `{ TASK_QUEUE_PREFIX: 'e2e-1-' }`. */
  env?: Record<string, string>;
  /** Where these services keep logs, ports and scratch; this clone's `.workprint` when not given. Two stacks must not share one. */
  dir?: string;
  /** A database that no other stack's sweeper looks at, thrown away by `stop`. For tests. */
  ownDatabase?: boolean;
  /** Start a dead service again; true when not given. */
  supervise?: boolean;
  say?: (line: string) => void;
}

export interface Stack {
  /** What a client, a spec or another service of this stack needs. */
  env: Record<string, string>;
  /** The gateway's address; the reserved one when no gateway runs. */
  url: string;
  /** Temporal UI's address. */
  ui: string;
  services: RunningService[];
  /** @throws when there is none of that name */
  service(name: string): RunningService;
  /** Stops the services gracefully, then the infrastructure when this call started it. */
  stop(): Promise<void>;
}

/** Starts services over this clone's infrastructure (the running one, or its own) and waits until all can work. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { dir = WORK_DIR, supervise = true, say = () => {} } = options;
  const requests = (options.services ?? SERVICES)
    .map((one) => (typeof one === 'string' ? { service: one } : one))
    .map((one) => ({ ...one, name: one.name ?? one.service }));
  mkdirSync(dir, { recursive: true });
  const infra = await useInfra(WORK_DIR, say);
  const database = options.ownDatabase ? await spareDatabase(WORK_DIR, infra.state) : undefined;
  const ledger = path.join(dir, 'service-children.json');
  await endLeftovers(ledger);
  const names = requests.flatMap(({ name }) => [name, `${name}-ops`]);
  const ports: Record<string, number> = await choosePorts(path.join(dir, 'service-ports.json'), [
    ...new Set(['gateway', 'simulators', ...names]),
  ]);
  const url = `http://127.0.0.1:${ports.gateway}`;
  const env = {
    ...infra.state.env,
    ...database?.env,
    PUBLIC_URL: url,
    PORT: String(ports.gateway),
    SCRATCH_DIR: path.join(dir, 'scratch'),
    SOURCE_CACHE_DIR: path.join(dir, 'source-cache'),
    ...simulatorEnv(ports.simulators as number),
    MEDIA_CONVERT_CALLBACK_TOKEN: eventToken(infra.state.env.WORKPRINT_SECRET ?? ''),
    ...options.env,
  };
  const publish = dir === WORK_DIR;
  const services: RunningService[] = [];
  const stop = async () => {
    if (publish) updateState(WORK_DIR, (state) => Object.assign(state, { services: undefined, servicesHolder: undefined }));
    await Promise.all(services.map((one) => one.stop()));
    await database?.drop();
    await infra.stop();
  };
  try {
    for (const { service, name, env: own } of requests) {
      services.push(
        runService({
          name,
          service,
          env: { ...env, ...own },
          ports: { port: ports[name] as number, ops: ports[`${name}-ops`] as number },
          ledger,
          logs: path.join(dir, 'logs'),
          supervise,
          onStart: publish ? (pid) => note(name, pid, `http://127.0.0.1:${ports[name]}`) : () => {},
        }),
      );
    }
    const since = Date.now();
    await Promise.all(services.map((one) => one.ready()));
    if (services.length > 0) say(`${services.map(({ name }) => name).join(', ')} ready (${((Date.now() - since) / 1000).toFixed(1)} s)`);
  } catch (error) {
    await stop();
    throw error;
  }
  const service = (name: string) => {
    const found = services.find((one) => one.name === name);
    if (!found) throw new Error(`no service ${name} in this stack`);
    return found;
  };
  return { env, url, ui: infra.state.ui, services, service, stop };
}

/** Tells who reads stack.json which process a service is now. */
function note(name: string, pid: number, url: string): void {
  updateState(WORK_DIR, (state) => {
    const holder = identityOf(process.pid);
    state.services = { ...state.services, [name]: { pid, url } };
    if (holder) state.servicesHolder = holder;
  });
}
