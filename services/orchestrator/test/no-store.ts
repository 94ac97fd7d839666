import type { Dependencies } from '../src/dependencies.ts';

/** For specs in which no object is read or written. */
export const noStore: Dependencies['store'] = {
  list: async () => [],
  remove: async () => {},
  removePrefix: async () => 0,
  abortUploads: async () => 0,
  getJson: () => Promise.reject(new Error('there is no store here')),
  putJson: () => Promise.reject(new Error('there is no store here')),
};
