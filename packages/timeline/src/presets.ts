import type { OutputSettings } from './output-settings.ts';

export interface Preset {
  name: string;
  description: string;
  /** 1 (first) to 5: the render's priority when none is given. */
  priority: number;
  output: Partial<Omit<OutputSettings, 'fps'>> & { fps?: number };
}

/** LUFS that the platforms play sound at. */
const SOCIAL = -14;
const VERTICAL = { width: 1080, height: 1920, crf: 21, loudness: SOCIAL };

export const PRESETS: Readonly<Record<string, Preset>> = Object.fromEntries(
  (
    [
      { name: 'standard', description: 'MP4, H.264, 1920×1080', priority: 3, output: { width: 1920, height: 1080 } },
      { name: 'social', description: 'MP4, H.264, 1080×1920 (9:16)', priority: 2, output: VERTICAL },
      { name: 'tiktok', description: 'TikTok: MP4, H.264, 1080×1920', priority: 2, output: VERTICAL },
      { name: 'youtube_shorts', description: 'YouTube Shorts: MP4, H.264, 1080×1920', priority: 2, output: VERTICAL },
      { name: 'instagram_reels', description: 'Instagram Reels: MP4, H.264, 1080×1920', priority: 2, output: VERTICAL },
      {
        name: 'youtube',
        description: 'YouTube: MP4, H.264, 1920×1080, higher quality',
        priority: 2,
        output: { width: 1920, height: 1080, crf: 18, audioBitrateKbps: 384, loudness: SOCIAL },
      },
      {
        name: 'high_quality',
        description: 'MOV, ProRes 422 HQ, 3840×2160',
        priority: 1,
        output: { format: 'mov', codec: 'prores_422_hq', width: 3840, height: 2160 },
      },
      { name: 'web', description: 'WebM, VP9, 1280×720', priority: 4, output: { format: 'webm', codec: 'vp9', width: 1280, height: 720 } },
      {
        name: 'archive',
        description: 'MP4, H.265, 1920×1080',
        priority: 5,
        output: { format: 'mp4', codec: 'h265', width: 1920, height: 1080, speed: 'medium' },
      },
      {
        name: 'podcast_audio',
        description: 'M4A, AAC, 128 kbit/s: the sound alone',
        priority: 3,
        output: { format: 'm4a', audioBitrateKbps: 128, loudness: -16 },
      },
      { name: 'gif', description: 'GIF, 480 wide, 12 frames a second', priority: 3, output: { format: 'gif', width: 480, fps: 12 } },
      {
        name: 'pixel_art',
        description: 'Pixel-art frames: PNG, 64×64, 16 colours, 24 frames a second, in a ZIP beside the video',
        priority: 3,
        output: { format: 'pixel_art', width: 64, height: 64, fps: 24 },
      },
    ] satisfies Preset[]
  ).map((p) => [p.name, p]),
);
