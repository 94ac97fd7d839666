import type { Rational, SourceMedia } from '../media.ts';
import type { PageSpec } from '../page-spec.ts';
import type { Problem } from '../problems.ts';
import type { Canvas, HtmlClip } from '../timeline.ts';
import type { Media } from './media-of.ts';

/** Pictures a browser shows, by ffprobe's name of their codec. */
const TYPES: Record<string, string> = { png: 'image/png', mjpeg: 'image/jpeg', webp: 'image/webp', bmp: 'image/bmp', gif: 'image/gif' };

/** The assets a page names. Those that are not there, or are no pictures, become problems. */
export function pageMedia(clip: HtmlClip, { assets }: Media, problems: Problem[]): Record<string, SourceMedia> {
  const found: Record<string, SourceMedia> = {};
  for (const id of clip.assetIds) {
    const media = Object.hasOwn(assets, id) ? assets[id] : undefined;
    const add = (code: string, message: string, hint: string) => problems.push({ path: [...clip.path, 'html'], code, message, hint });
    if (media === undefined)
      add('ASSET_NOT_FOUND', `There is no asset ${id} in this workspace.`, 'Use the id of an asset of this workspace.');
    else if (typeOf(media) === undefined)
      add('WRONG_KIND', `A page can show pictures (PNG, JPEG, WebP, GIF, BMP); asset ${id} is none.`, 'Use a video clip beneath the page.');
    else found[id] = media;
  }
  return found;
}

const typeOf = ({ probe }: SourceMedia): string | undefined => (probe.kind === 'image' ? TYPES[probe.video?.codec ?? ''] : undefined);

export const pageSize = (clip: HtmlClip, canvas: Pick<Canvas, 'width' | 'height'>): { width: number; height: number } => ({
  width: clip.width ?? canvas.width,
  height: clip.height ?? canvas.height,
});

/** A clip on the frame grid with what its page shows. */
interface PlacedPage {
  clip: HtmlClip;
  pictures: Record<string, SourceMedia>;
  start: number;
  end: number;
}

export function pageOf({ clip, pictures, start, end }: PlacedPage, canvas: Canvas, fps: Rational): PageSpec {
  const assets = Object.entries(pictures).map(([id, media]) => [id, { sha256: media.sha256, type: typeOf(media)! }] as const);
  const { html, css } = clip;
  return { html, css, ...pageSize(clip, canvas), fps, frames: end - start, assets: Object.fromEntries(assets) };
}
