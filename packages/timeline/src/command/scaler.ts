/** The scaler's arithmetic is the same on every machine. */
export const SCALER = 'bicubic+accurate_rnd+full_chroma_int+bitexact';
export const TO_709 = 'out_color_matrix=bt709:out_range=tv';
