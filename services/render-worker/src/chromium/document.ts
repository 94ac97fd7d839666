import { PAGE_ASSET, type PageSpec } from '@workprint/timeline';

/** Where a page believes to live. The name can never be resolved (RFC 2606), and nothing is asked to. */
export const ORIGIN = 'https://page.invalid/';

/** An origin of its own that may run its own scripts, show its own pictures, and nothing else: no windows, forms, frames, workers, sockets. */
export const POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  `img-src ${ORIGIN} data: blob:`,
  `font-src ${ORIGIN} data:`,
  "base-uri 'none'",
].join('; ');

export const assetUrl = (assetId: string): string => `${ORIGIN}asset/${assetId}`;

/** The whole document: our fonts, the clip's css, its html; `asset:<id>` as addresses that are answered. */
export const documentOf = ({ html, css, assets }: PageSpec, fontRules: string): string => {
  const located = (text: string) => text.replace(PAGE_ASSET, (all, id: string) => (Object.hasOwn(assets, id) ? assetUrl(id) : all));
  const style = (rules: string) => `<style>${rules.replaceAll(/<\/(?=style)/gi, '<\\/')}</style>`;
  return [
    '<!doctype html><meta charset="utf-8">',
    style(`${fontRules}\nhtml { font-family: Inter, "Noto Sans Arabic", "Noto Color Emoji"; } body { margin: 0; }`),
    ...(css === null ? [] : [style(located(css))]),
    located(html),
  ].join('\n');
};
