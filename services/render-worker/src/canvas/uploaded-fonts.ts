import { type FontKey, GlobalFonts } from '@napi-rs/canvas';
import { fail } from '../failure-error.ts';
import type { FaceList } from './faces.ts';
import { type FontFile, readFont } from './font-file.ts';

/** Fonts of workspaces, by the hash of their bytes: two of one name never meet, and one that many uploaded is one. */
export interface UploadedFonts {
  has(sha256: string): boolean;
  /** Registers a font's bytes, once. @param name how it is called in messages @throws FailureError UNREADABLE_MEDIA */
  add(sha256: string, bytes: Buffer, name: string): FontFile;
  /** null unless it was added lately. */
  faces(sha256: string): FaceList | null;
}

/** So many stay registered; the one that was used longest ago goes first. */
const KEPT = 100;

export const openUploadedFonts = (): UploadedFonts => {
  const added = new Map<string, { key: FontKey; file: FontFile }>();

  const touch = (sha256: string) => {
    const font = added.get(sha256);
    if (font === undefined) return undefined;
    added.delete(sha256);
    added.set(sha256, font);
    return font;
  };

  return {
    has: (sha256) => touch(sha256) !== undefined,
    add(sha256, bytes, name) {
      const before = touch(sha256);
      if (before !== undefined) return before.file;
      const file = readFont(bytes, name);
      const key = GlobalFonts.register(bytes, familyOf(sha256));
      if (key === null) throw fail('UNREADABLE_MEDIA', `${name} is not a font that can be drawn with.`);
      added.set(sha256, { key, file });
      const [oldest] = added;
      if (added.size > KEPT && oldest !== undefined) {
        added.delete(oldest[0]);
        GlobalFonts.remove(oldest[1].key);
      }
      return file;
    },
    faces(sha256) {
      const font = touch(sha256);
      return font === undefined ? null : { names: `"${familyOf(sha256)}"`, families: [font.file.probe.family], covers: font.file.covers };
    },
  };
};

const familyOf = (sha256: string): string => `Workprint uploaded ${sha256}`;
