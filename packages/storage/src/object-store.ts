import { buckets } from './bucket.ts';
import { openClients } from './clients.ts';
import { copies } from './copy.ts';
import { gets } from './get.ts';
import { links } from './links.ts';
import { listings } from './listing.ts';
import { puts } from './put.ts';
import type { ObjectStore, ObjectStoreOptions } from './types.ts';

/** Opens a bucket. Nothing is sent before the first call. */
export function openObjectStore(options: ObjectStoreOptions): ObjectStore {
  const { bucket } = options;
  const clients = openClients(options);
  const put = puts(clients.s3, bucket);
  return {
    bucket,
    ...put,
    ...gets(clients.s3, bucket),
    ...copies(clients.s3, bucket),
    ...listings(clients.s3, bucket),
    ...links(clients.links, bucket),
    ...buckets(clients.s3, bucket),
    async putJson(key, value, more = {}) {
      await put.putBytes(key, JSON.stringify(value), { contentType: 'application/json', ...more });
    },
    close() {
      clients.s3.destroy();
      clients.links.destroy();
    },
  };
}
