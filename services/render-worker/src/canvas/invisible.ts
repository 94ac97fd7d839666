/** Joiners, variation selectors and direction marks: they shape their neighbours and have no glyph of their own. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Zl}\p{Zp}]/u;

export const isInvisible = (character: string): boolean => INVISIBLE.test(character);
