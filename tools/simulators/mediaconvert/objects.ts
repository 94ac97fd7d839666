import { type ObjectStore, openObjectStore } from '@workprint/storage';

/** How the simulator reaches what stands behind "s3://bucket/key". */
export interface S3Access {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Objects {
  /** @throws StorageError NOT_FOUND */
  get(address: string, path: string): Promise<void>;
  put(address: string, path: string, contentType: string): Promise<void>;
  close(): void;
}

export function openObjects(access: S3Access): Objects {
  const stores = new Map<string, ObjectStore>();
  const at = (address: string): { store: ObjectStore; key: string } => {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
    if (!bucket || !key) throw new Error(`${address} is no address of S3`);
    const store = stores.get(bucket) ?? openObjectStore({ ...access, bucket, forcePathStyle: true });
    stores.set(bucket, store);
    return { store, key };
  };
  return {
    async get(address, path) {
      const { store, key } = at(address);
      await store.getToFile(key, path);
    },
    put(address, path, contentType) {
      const { store, key } = at(address);
      return store.putFile(key, path, { contentType });
    },
    close: () => {
      for (const store of stores.values()) store.close();
    },
  };
}
