import { captionPlaylist, masterPlaylist, mediaPlaylist, packageFiles, type Watched } from '@workprint/timeline';

/** The playlist of this name; null when there is none. */
export const playlistNamed = (name: string, { film, longest, ended }: Watched): string | null => {
  if (name === packageFiles.hls) return masterPlaylist(film);
  const track = [...film.video, ...(film.audio ? [film.audio] : [])].find(({ folder }) => packageFiles.playlist(folder) === name);
  if (track) return mediaPlaylist(track, longest, { ended });
  const captions = film.captions.find((one) => packageFiles.captionPlaylist(one.name) === name);
  // Captions are known from the start: their one file is whole.
  return captions ? captionPlaylist(captions, film.durationSeconds, { ended: true }) : null;
};
