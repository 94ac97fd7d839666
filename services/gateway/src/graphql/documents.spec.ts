import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { checkedDocuments } from './documents.ts';

describe('documents that many ask for at once', () => {
  const document = parse('{ me { id } }');

  it('are checked by the first, for all', async () => {
    const documents = checkedDocuments();
    let checks = 0;
    const ask = async () => {
      const known = await documents.get('key');
      if (known) return known;
      checks += 1;
      await documents.set('key', document);
      return document;
    };
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([document, document, document]);
    expect([await ask(), checks]).toEqual([document, 1]);
  });

  it('are checked by everybody when the first has refused them', async () => {
    const documents = checkedDocuments();
    const ask = () => documents.get('key');
    expect(await Promise.all([ask(), ask()])).toEqual([undefined, undefined]);
    expect(await ask()).toBeUndefined();
  });
});
