import type { Route } from 'playwright-core';
import { fail } from '../failure-error.ts';
import { ORIGIN, POLICY } from './document.ts';

interface Parts {
  document: string;
  /** By address. */
  assets: ReadonlyMap<string, { path: string; type: string }>;
  /** Paths by file name. */
  fonts: ReadonlyMap<string, string>;
}

/** Everything a page can get. Anything else is refused, and then the page is not drawn. */
export interface Answers {
  /** Addresses of the pictures. */
  pictures: string[];
  handle(route: Route): Promise<void>;
  /** Adds to what was asked for in vain. @throws FailureError HTML_NETWORK_REFUSED when that is anything at all, now or before */
  refuse(urls: readonly string[]): void;
}

export const openAnswers = ({ document, assets, fonts }: Parts): Answers => {
  const refused = new Set<string>();
  let served = false;
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'max-age=3600' };
  return {
    pictures: [...assets.keys()],
    async handle(route) {
      const url = route.request().url();
      const asset = assets.get(url);
      const font = url.startsWith(`${ORIGIN}font/`) ? fonts.get(url.slice(`${ORIGIN}font/`.length)) : undefined;
      if (asset !== undefined) return route.fulfill({ path: asset.path, contentType: asset.type, headers });
      if (font !== undefined) return route.fulfill({ path: font, contentType: 'font/woff', headers });
      // Once: a page that leaves or comes back is refused.
      if (url === ORIGIN && !served) {
        served = true;
        return route.fulfill({ body: document, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': POLICY } });
      }
      if (url !== `${ORIGIN}favicon.ico`) refused.add(url.slice(0, 500));
      return route.abort('blockedbyclient');
    },
    refuse(urls) {
      for (const url of urls) refused.add(url.slice(0, 500));
      if (refused.size === 0) return;
      throw fail('HTML_NETWORK_REFUSED', `The page asked for what it may not have: ${[...refused].slice(0, 10).join(', ')}`);
    },
  };
};
