import { setImmediate as turn } from 'node:timers/promises';
import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode } from 'graphql';

/**
 * Where Apollo looks for operations that it has parsed and checked already. Requests of one burst wait for the same look-up of their key
 * and then come in one turn, before the first of them has put its document here: the others wait until it has, and need not check it again.
 */
export const checkedDocuments = (): KeyValueCache<DocumentNode> => {
  const documents = new InMemoryLRUCache<DocumentNode>();
  const beingChecked = new Set<string>();
  return {
    async get(key) {
      const known = await documents.get(key);
      if (known) return known;
      if (beingChecked.has(key)) {
        await turn();
        return documents.get(key);
      }
      beingChecked.add(key);
      setImmediate(() => beingChecked.delete(key));
      return undefined;
    },
    set: (key, document, options) => documents.set(key, document, options),
    delete: (key) => documents.delete(key),
  };
};
