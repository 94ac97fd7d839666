import { colorOf } from '../color.ts';
import type { Part } from '../part.ts';
import type { Session } from '../session.ts';

/** An "html" asset: a page that stands still, as Shotstack draws it once. */
export function pageOf(asset: Part, session: Session): Record<string, unknown> | null {
  const html = asset.text('html');
  const css = asset.text('css');
  const background = colorOf(session, asset.at('background'), asset.text('background'), true);
  const styles = [background && `body { background: ${background} }`, css].filter(Boolean).join('\n');
  const side = (key: string): number | undefined => {
    const pixels = asset.number(key, 2, 4096);
    return pixels === undefined ? undefined : 2 * Math.round(pixels / 2);
  };
  const [width, height] = [side('width'), side('height')];
  asset.rest({ position: 'Set it in the css; the page stands where the clip does.' });
  if (!html) return null;
  return {
    ...{ type: 'html', html, animated: false },
    ...(styles && { css: styles }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
}
