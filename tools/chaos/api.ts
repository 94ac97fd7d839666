import { openDatabase } from '@workprint/projection';
import { Workprint } from '@workprint/sdk';
import { addWorkspace } from '../stack/workspace-key.ts';

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
  const client = new Workprint({ url, token: key });
  const ask = <T>(query: string, variables: object = {}): Promise<T> => client.request<T>(query, variables, AbortSignal.timeout(30_000));
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
  const database = openDatabase({ url: databaseUrl, poolSize: 1 });
  try {
    return await addWorkspace(database, 'chaos');
  } finally {
    await database.close();
  }
}
