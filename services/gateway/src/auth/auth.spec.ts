import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { revokeApiKey } from '@workprint/projection';
import { generateKeyPair, SignJWT } from 'jose';
import { CREATE_RENDER, textTimeline } from '../../test/documents.ts';
import { startGateway, type TestGateway } from '../../test/gateway.ts';
import { jwtVerifier } from './jwt.ts';

const ME = '{ me { id name kind workspaceId scopes } }';

describe('auth', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  it('knows who asks', async () => {
    const client = await gateway.client();
    expect((await client.ask(ME)).data.me).toEqual({
      id: client.principal,
      name: 'spec',
      kind: 'API_KEY',
      workspaceId: client.workspaceId,
      scopes: ['*'],
    });
  });

  it('asks for a token, and for one that holds', async () => {
    const client = await gateway.client();
    for (const token of [null, 'wp_unknown', `${client.apiKey}x`]) {
      const { data, errors } = await gateway.ask(token, ME);
      expect([data ?? null, errors.map((e) => e.extensions.code)]).toEqual([null, ['UNAUTHENTICATED']]);
    }
    await gateway.database.withWorkspace(client.workspaceId, (tx) => revokeApiKey(tx, client.apiKeyId));
    expect((await client.ask(ME)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('lets a reader read only', async () => {
    const { workspaceId } = await gateway.client();
    const { apiKey } = await gateway.key(workspaceId, ['read']);
    expect((await gateway.ask(apiKey, '{ renders { nodes { id } } }')).errors).toEqual([]);
    const { errors } = await gateway.ask(apiKey, CREATE_RENDER, { input: { timeline: textTimeline() } });
    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('shows the schema to anybody and nothing else', async () => {
    expect((await gateway.ask(null, '{ __schema { queryType { name } } }')).data.__schema.queryType.name).toBe('Query');
    expect((await gateway.ask(null, '{ presets { name } }')).errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('limits how often a principal asks', async () => {
    const strict = await startGateway({ requestsPerMinute: 3 });
    try {
      const client = await strict.client();
      const answers = await Promise.all(Array.from({ length: 4 }, () => client.ask(ME)));
      const codes = answers.flatMap((a) => a.errors.map((e) => [a.status, e.extensions.code]));
      expect(codes).toEqual([[429, 'RATE_LIMITED']]);
      expect((await (await strict.client()).ask(ME)).errors).toEqual([]);
    } finally {
      await strict.close();
    }
  });

  it('takes a token of the issuer for its workspace', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const verify = jwtVerifier({ jwksUrl: 'http://issuer.spec/keys', issuer: 'spec', audience: null }, async () => publicKey);
    const workspace = '0199aaaa-0000-7000-8000-000000000000';
    const token = (claims: object, issuer = 'spec') =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256' })
        .setSubject('ann')
        .setIssuer(issuer)
        .setExpirationTime('1h')
        .sign(privateKey);
    expect(await verify(await token({ workspace, scope: 'read' }))).toMatchObject({
      id: 'jwt:ann',
      workspaceId: workspace,
      scopes: ['read'],
    });
    expect(await verify(await token({ workspace: 'x' }))).toBeNull();
    expect(await verify(await token({ workspace }, 'somebody'))).toBeNull();
    expect(await verify('a.b.c')).toBeNull();
  });
});
