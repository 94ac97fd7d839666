import path from 'node:path';
import { writeJson } from '../files.mjs';
import type { Secrets } from './secrets.ts';

export const TEMPORAL_PORTS = [
  'temporal',
  'temporalHttp',
  'temporalFrontendGossip',
  'temporalHistory',
  'temporalHistoryGossip',
  'temporalMatching',
  'temporalMatchingGossip',
  'temporalWorker',
  'temporalWorkerGossip',
] as const;

export type TemporalPorts = Record<(typeof TEMPORAL_PORTS)[number], number>;

/** Fairness as in production; one partition a queue (fair order is per partition); caches short enough that set-up is seen at once. */
const DYNAMIC = {
  'matching.enableFairness': true,
  'matching.useNewMatcher': true,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'system.forceSearchAttributesCacheRefreshOnRead': true,
  'system.namespaceCacheRefreshInterval': '1s',
  'frontend.rps': 10_000,
  'frontend.namespaceRPS': 10_000,
  'frontend.namespaceRPS.visibility': 500,
  'frontend.persistenceMaxQPS': 10_000,
  'history.persistenceMaxQPS': 20_000,
  'matching.persistenceMaxQPS': 10_000,
  'limit.maxIDLength': 255,
} as const;

const sql = (databaseName: string, port: number, password: string, maxConns: number) => ({
  sql: {
    pluginName: 'postgres12',
    databaseName,
    connectAddr: `127.0.0.1:${port}`,
    connectProtocol: 'tcp',
    user: 'temporal',
    password,
    maxConns,
    maxIdleConns: maxConns,
    maxConnLifetime: '1h',
  },
});

const rpc = (grpcPort: number, membershipPort: number, httpPort?: number) => ({
  rpc: { grpcPort, membershipPort, bindOnLocalHost: true, ...(httpPort === undefined ? {} : { httpPort }) },
});

/** Writes the server's configuration (JSON is YAML) and returns the file's path. */
export function writeTemporalConfig(dir: string, postgresPort: number, ports: TemporalPorts, secrets: Secrets): string {
  const folder = path.join(dir, 'temporal');
  const dynamicConfig = path.join(folder, 'dynamic.yaml');
  writeJson(dynamicConfig, Object.fromEntries(Object.entries(DYNAMIC).map(([key, value]) => [key, [{ value }]])));
  const frontend = `127.0.0.1:${ports.temporal}`;
  const config = path.join(folder, 'server.yaml');
  writeJson(
    config,
    {
      log: { stdout: true, level: 'warn' },
      persistence: {
        defaultStore: 'main',
        visibilityStore: 'visibility',
        numHistoryShards: 4,
        datastores: {
          main: sql('temporal', postgresPort, secrets.temporal, 30),
          visibility: sql('temporal_visibility', postgresPort, secrets.temporal, 10),
        },
      },
      global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
      services: {
        frontend: rpc(ports.temporal, ports.temporalFrontendGossip, ports.temporalHttp),
        history: rpc(ports.temporalHistory, ports.temporalHistoryGossip),
        matching: rpc(ports.temporalMatching, ports.temporalMatchingGossip),
        worker: rpc(ports.temporalWorker, ports.temporalWorkerGossip),
      },
      clusterMetadata: {
        enableGlobalNamespace: false,
        failoverVersionIncrement: 10,
        masterClusterName: 'active',
        currentClusterName: 'active',
        clusterInformation: { active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: frontend } },
      },
      dcRedirectionPolicy: { policy: 'noop' },
      publicClient: { hostPort: frontend },
      dynamicConfigClient: { filepath: dynamicConfig, pollInterval: '10s' },
    },
    0o600,
  );
  return config;
}

/** Writes the UI server's configuration and returns the root folder it is started on. */
export function writeUiConfig(dir: string, port: number, temporalAddress: string): string {
  const root = path.join(dir, 'temporal', 'ui');
  writeJson(path.join(root, 'config', 'workprint.yaml'), {
    temporalGrpcAddress: temporalAddress,
    host: '127.0.0.1',
    port,
    enableUi: true,
    defaultNamespace: 'workprint',
    disableNewsFetch: true,
    notifyOnNewVersion: false,
  });
  return root;
}
