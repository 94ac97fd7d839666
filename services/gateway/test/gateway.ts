import { createHash } from 'node:crypto';
import { type Database, insertApiKey, newId, openFeed } from '@workprint/projection';
import { createLogger, readEnvironment } from '@workprint/runtime';
import { Workprint } from '@workprint/sdk';
import type { ObjectStore } from '@workprint/storage';
import { makeWorkspace, openTestDatabase, openTestObjectStore } from '@workprint/testing';
import { type Gateway, openGateway } from '../src/gateway.ts';
import type { Settings } from '../src/tokens.ts';
import { RecordedWorkflows } from './recorded-workflows.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: specs read answers of many shapes
  data: any;
  errors: { message: string; path?: string[]; extensions: { code: string } }[];
}

export interface Client {
  workspaceId: string;
  apiKey: string;
  apiKeyId: string;
  principal: string;
  /** One operation over HTTP. */
  ask(query: string, variables?: object): Promise<Answer>;
}

/** A gateway, a workspace of it, and the SDK as that workspace's client. */
export interface SdkGateway {
  gateway: TestGateway;
  client: Client;
  workprint: Workprint;
}

export interface TestGateway {
  url: string;
  database: Database;
  store: ObjectStore;
  workflows: RecordedWorkflows;
  /** What became of the callbacks that came; those of MediaConvert with its name before. */
  callbacks: string[];
  gateway: Gateway;
  /** A workspace of its own with a key. */
  client(): Promise<Client>;
  /** Another key of a workspace. */
  key(workspaceId: string, scopes: string[]): Promise<{ id: string; apiKey: string }>;
  ask(token: string | null, query: string, variables?: object): Promise<Answer>;
  close(): Promise<void>;
}

/** A real gateway on a free port over the stack's database and object store; only Temporal is played. */
export const startGateway = async (change: Partial<Settings> = {}): Promise<TestGateway> => {
  const env = readEnvironment();
  const database = openTestDatabase('app', 30);
  const feed = openFeed({ url: env.DATABASE_URL });
  const store = await openTestObjectStore();
  const workflows = new RecordedWorkflows();
  const callbacks: string[] = [];
  const settings: Settings = {
    workerId: 'gateway@spec',
    publicUrl: 'http://gateway.spec',
    secret: 'a secret of the specs',
    temporalUiUrl: 'http://temporal.spec',
    temporalNamespace: 'workprint',
    corsOrigins: ['http://console.spec'],
    requestsPerMinute: 100_000,
    chunkQueue: `chunk-${newId()}`,
    cpuUsdPerHour: 0.04,
    providers: ['luma'],
    replicateWebhookSecret: null,
    falJwksUrl: 'http://127.0.0.1:1/jwks.json',
    mediaConvert: { missing: [], callbackToken: null },
    jwt: null,
    ...change,
  };
  await feed.ready();
  const gateway = await openGateway(
    {
      database,
      feed,
      store,
      workflows,
      settings,
      log: createLogger('spec', 'silent'),
      countCallback: (provider, verdict) => void callbacks.push(provider === 'mediaconvert' ? `${provider} ${verdict}` : verdict),
    },
    { host: '127.0.0.1', port: 0 },
  );
  const url = `http://127.0.0.1:${gateway.port}`;

  const ask: TestGateway['ask'] = async (token, query, variables = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Partial<Answer>;
    return { status: response.status, data: body.data, errors: body.errors ?? [] };
  };

  return {
    ...{ url, database, store, workflows, callbacks, gateway, ask },
    client: async () => {
      const workspace = await makeWorkspace(database);
      return { ...workspace, ask: (query, variables) => ask(workspace.apiKey, query, variables) };
    },
    key: async (workspaceId, scopes) => {
      const id = newId();
      const apiKey = `wp_${newId()}`;
      const hash = createHash('sha256').update(apiKey).digest('hex');
      await database.withWorkspace(workspaceId, (tx) => insertApiKey(tx, { id, name: 'another', hash, prefix: 'wp_', scopes }));
      return { id, apiKey };
    },
    close: async () => {
      await gateway.close();
      await feed.close();
      await database.close();
      store.close();
    },
  };
};

export const startSdkGateway = async (): Promise<SdkGateway> => {
  const gateway = await startGateway();
  const client = await gateway.client();
  return { gateway, client, workprint: new Workprint({ url: gateway.url, token: client.apiKey, patienceSeconds: 0 }) };
};
