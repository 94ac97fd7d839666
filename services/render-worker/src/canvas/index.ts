export { FAMILIES, type Family, type Fonts, fileOf, openFonts } from './fonts.ts';
export { drawRaster, type Raster } from './raster.ts';
export { canvasVersion } from './version.ts';
