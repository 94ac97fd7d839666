import { SCALER } from './picture.ts';

/** How a single frame is handed out. */
export type StillFormat = 'png' | 'jpeg';

export const STILL_FORMATS: readonly StillFormat[] = ['png', 'jpeg'];

/** From a composed frame to a file: filters, then the arguments of the encoder. PNG loses nothing but the way to RGB, which is the same everywhere. */
export const STILLS: Record<StillFormat, { filters: string; encoder: readonly string[] }> = {
  png: {
    filters: `scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER},format=rgb24`,
    encoder: ['-c:v', 'png', '-compression_level', '3', '-pred', 'up', '-f', 'image2', '-update', '1'],
  },
  jpeg: {
    filters: `scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=${SCALER},format=yuvj420p`,
    encoder: ['-c:v', 'mjpeg', '-q:v', '2', '-f', 'image2', '-update', '1'],
  },
};
