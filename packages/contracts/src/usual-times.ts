/** Seconds from asking for a generation to having it, where nobody in the workspace has made one with the model yet. As seen in 2025-06. */
const VIDEO: Record<string, number> = { luma: 90, replicate: 150, fal: 120 };
const PICTURE = 20;
const UNKNOWN = 180;

export const usualSeconds = (provider: string, kind: string): number => (kind === 'IMAGE' ? PICTURE : (VIDEO[provider] ?? UNKNOWN));
