/** What rows of playlists hold. */
export type { Growth, PlaylistFilm, PlaylistSegment, PlaylistSound } from '@workprint/timeline';
