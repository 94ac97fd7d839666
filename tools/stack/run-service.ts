import path from 'node:path';
import { BIN_DIR, ROOT } from '../paths.mjs';
import { keepAlive } from './keep-alive.ts';
import { readyUrl, type ServiceName, type ServicePorts, scriptOf, serviceEnv } from './services.ts';
import { accepts, untilReady } from './wait.ts';

export interface RunningService {
  /** `gateway`, or what the request named it. */
  name: string;
  service: ServiceName;
  /** The gateway's or simulators' address. */
  url: string;
  /** Address of its /health, /ready, /metrics. */
  opsUrl: string;
  log: string;
  pid(): number;
  /** Resolves when it can work. @throws when it ends first, or after a minute */
  ready(): Promise<void>;
  /** Sends the signal to the process and waits until it has ended. Supervised, it then comes back by itself. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same ports when it is dead, and waits until it can work. */
  start(): Promise<void>;
  /** Ends it gracefully, for good. */
  stop(): Promise<void>;
}

export interface RunOptions {
  name: string;
  service: ServiceName;
  /** The stack's environment with whatever is special to this one. */
  env: Record<string, string>;
  ports: ServicePorts;
  ledger: string;
  logs: string;
  /** Start it again whenever it dies. */
  supervise: boolean;
  onStart?: (pid: number) => void;
}

const GRACE_SECONDS = 30;

/** Starts a service as a child process; see `ready`. */
export function runService({ name, service, env, ports, ledger, logs, supervise, onStart }: RunOptions): RunningService {
  const log = path.join(logs, `${name}.log`);
  const program = {
    name,
    command: path.join(BIN_DIR, 'node'),
    args: [scriptOf(service)],
    env: serviceEnv(service, env, ports),
    cwd: ROOT,
    log,
  };
  const kept = keepAlive(ledger, program, { restart: supervise, onStart: (child) => onStart?.(child.pid) });
  const page = readyUrl(service, ports);
  const check = async () => (page ? (await fetch(page)).ok : accepts(ports.port));
  const ready = () => untilReady(kept.current, name, log, check);
  return {
    name,
    service,
    url: `http://127.0.0.1:${ports.port}`,
    opsUrl: `http://127.0.0.1:${ports.ops}`,
    log,
    pid: () => kept.current().pid,
    ready,
    async kill(signal) {
      const child = kept.current();
      child.kill(signal);
      await child.exited;
    },
    async start() {
      kept.revive();
      await ready();
    },
    stop: () => kept.stop('SIGTERM', GRACE_SECONDS),
  };
}
