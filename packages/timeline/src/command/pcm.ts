export const STEREO = 'aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo';
/** Time is counted in samples. */
export const COUNT = 'asettb=1/48000,asetpts=N/SR/TB';
/** Raw 32-bit float little-endian, 48 kHz, interleaved stereo: between mix and encoder. */
export const PCM = ['-c:a', 'pcm_f32le', '-f', 'f32le'];
/** Said of a file of it. */
export const PCM_INPUT = ['-ar', '48000', '-ac', '2'];
