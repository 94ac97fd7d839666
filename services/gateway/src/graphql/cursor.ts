import { InvalidCursorError, type Page } from '@workprint/projection';
import { GraphQLError } from 'graphql';

export interface Connection<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** A page as the schema's connection. @throws BAD_USER_INPUT for a cursor that was never given out */
export const connection = async <T>(page: Promise<Page<T>>): Promise<Connection<T>> => {
  try {
    const { nodes, hasNextPage, endCursor } = await page;
    return { nodes, pageInfo: { hasNextPage, endCursor } };
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;
    throw new GraphQLError('The cursor in "after" is not one that was given out.', { extensions: { code: 'BAD_USER_INPUT' } });
  }
};
