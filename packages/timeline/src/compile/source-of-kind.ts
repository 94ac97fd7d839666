import type { SourceMedia } from '../media.ts';
import type { Problem } from '../problems.ts';
import type { Media } from './media-of.ts';

const KINDS = {
  font: { expected: 'A font', hint: 'Upload a TTF, OTF, WOFF or WOFF2 file.' },
  lut: { expected: 'A LUT', hint: 'Upload a .cube file of three dimensions.' },
};

/** The source that an asset is. Null: there is none, or none of that kind, which `problems` then says of `path`. */
export function sourceOfKind(
  kind: keyof typeof KINDS,
  assetId: string,
  path: Problem['path'],
  { assets }: Media,
  problems: Problem[],
): SourceMedia | null {
  const source = Object.hasOwn(assets, assetId) ? assets[assetId] : undefined;
  if (source?.probe.kind === kind) return source;
  const { expected, hint } = KINDS[kind];
  problems.push(
    source === undefined
      ? {
          ...{ path, code: 'ASSET_NOT_FOUND', message: `There is no asset ${assetId} in this workspace.` },
          hint: 'Use the id of an asset of this workspace.',
        }
      : { path, code: 'WRONG_KIND', message: `${expected} is expected, not a source of kind "${source.probe.kind}".`, hint },
  );
  return null;
}
