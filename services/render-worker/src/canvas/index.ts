export { MAX_FONT_BYTES } from './font-file.ts';
export { FAMILIES, type Family, type Fonts, fileOf, openFonts } from './fonts.ts';
export { facesFor } from './glyphs.ts';
export { drawLottie, openLottie } from './lottie.ts';
export { drawRaster, type Raster } from './raster.ts';
export { fontContainer } from './sfnt.ts';
export { canvasVersion } from './version.ts';
