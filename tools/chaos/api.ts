import { createHash, randomBytes } from 'node:crypto';
import { insertApiKey, insertWorkspace, newId, openDatabase } from '@workprint/projection';

/** A workspace of the run's own, over the public API. */
export interface Api {
  workspaceId: string;
  /** The id of the generation. */
  generate(input: Record<string, unknown>): Promise<string>;
  /** By id, those of this workspace. */
  statuses(): Promise<Map<string, string>>;
  /** US dollars. */
  spending(): Promise<{ reserved: string; spentToday: string }>;
}

export async function openApi(url: string, databaseUrl: string): Promise<Api> {
  const { workspaceId, key } = await makeWorkspace(databaseUrl);
  const ask = async <T>(query: string, variables: Record<string, unknown> = {}): Promise<T> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(30_000),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  return {
    workspaceId,
    async generate(input) {
      const query =
        'mutation ($input: GenerateVideoInput!) { generateVideo(input: $input) { generation { id } userErrors { code message } } }';
      const { generateVideo } = await ask<{ generateVideo: { generation: { id: string } | null; userErrors: unknown[] } }>(query, {
        input,
      });
      if (!generateVideo.generation) throw new Error(JSON.stringify(generateVideo.userErrors));
      return generateVideo.generation.id;
    },
    async statuses() {
      const found = new Map<string, string>();
      const query =
        'query ($after: String) { generations(first: 100, after: $after) { nodes { id status } pageInfo { hasNextPage endCursor } } }';
      for (let after: string | null = null; ; ) {
        const page: Page = (await ask<{ generations: Page }>(query, { after })).generations;
        for (const { id, status } of page.nodes) found.set(id, status);
        if (!page.pageInfo.hasNextPage) return found;
        after = page.pageInfo.endCursor;
      }
    },
    async spending() {
      return (await ask<{ spending: { reserved: string; spentToday: string } }>('{ spending { reserved spentToday } }')).spending;
    },
  };
}

interface Page {
  nodes: { id: string; status: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

async function makeWorkspace(databaseUrl: string): Promise<{ workspaceId: string; key: string }> {
  const db = openDatabase({ url: databaseUrl, poolSize: 1 });
  const workspaceId = newId();
  const key = `wp_${randomBytes(24).toString('base64url')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  await db.withWorkspace(workspaceId, async (tx) => {
    await insertWorkspace(tx, { name: 'chaos' });
    await insertApiKey(tx, { id: newId(), name: 'chaos', hash, prefix: key.slice(0, 8), scopes: ['*'] });
  });
  await db.close();
  return { workspaceId, key };
}
