export { FAMILIES, type Family, fileOf } from './families.ts';
export { MAX_FONT_BYTES } from './font-file.ts';
export { type Fonts, openFonts } from './fonts.ts';
export { facesFor } from './glyphs.ts';
export { drawLottie, openLottie } from './lottie.ts';
export { drawRaster, type Raster } from './raster.ts';
export { fontContainer } from './sfnt.ts';
export { drawTitle } from './title.ts';
export { canvasVersion } from './version.ts';
