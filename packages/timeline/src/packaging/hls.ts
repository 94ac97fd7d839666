import { bandwidthOf, type CaptionTrack, type Package, packageFiles, type SegmentTrack, seconds } from './package.ts';

/** The playlist of playlists: every picture with the sound and the captions beside it. */
export function masterPlaylist({ fps, title, video, audio, captions }: Package): string {
  const sound = audio ? bandwidthOf(audio) : { average: 0, peak: 0 };
  const groups = [...(audio ? ['AUDIO="audio"'] : []), ...(captions.length > 0 ? ['SUBTITLES="captions"'] : []), 'CLOSED-CAPTIONS=NONE'];
  return lines([
    ...['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'],
    ...(title ? [`#EXT-X-SESSION-DATA:DATA-ID="com.apple.hls.title",VALUE=${quoted(title)}`] : []),
    ...(audio
      ? [
          `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="${packageFiles.playlist(audio.folder)}"`,
        ]
      : []),
    ...captions.map(
      ({ language, label, name }) =>
        `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME=${quoted(label)},LANGUAGE="${language}",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,` +
        `URI="${packageFiles.captionPlaylist(name)}"`,
    ),
    ...video.flatMap((track) => {
      const own = bandwidthOf(track);
      const codecs = [track.codecs, ...(audio ? [audio.codecs] : [])].join(',');
      return [
        `#EXT-X-STREAM-INF:BANDWIDTH=${own.peak + sound.peak},AVERAGE-BANDWIDTH=${own.average + sound.average},CODECS="${codecs}",` +
          `RESOLUTION=${track.width}x${track.height},FRAME-RATE=${(fps.num / fps.den).toFixed(3)},${groups.join(',')}`,
        packageFiles.playlist(track.folder),
      ];
    }),
  ]);
}

/** A playlist that grows: players begin at its beginning and ask again until it has ended. */
export interface Growing {
  ended: boolean;
}

/**
 * One track's playlist. URIs are relative to it. `longest`: seconds of the film's longest segment, for all tracks alike. `growing`: it is one of
 * a film that is still being made, or was when it was first seen; absent: the film is whole.
 */
export function mediaPlaylist(track: SegmentTrack, longest: number, growing?: Growing): string {
  return playlist(longest, growing, [
    '#EXT-X-MAP:URI="init.mp4"',
    ...track.segments.flatMap((s, i) => [`#EXTINF:${seconds(track, s).toFixed(6)},`, `${i + 1}.m4s`]),
  ]);
}

/** A caption track's playlist: its one file, as long as the film. */
export const captionPlaylist = ({ name }: Pick<CaptionTrack, 'name'>, durationSeconds: number, growing?: Growing): string =>
  playlist(durationSeconds, growing, [`#EXTINF:${durationSeconds.toFixed(6)},`, `${name}.vtt`]);

const playlist = (longest: number, growing: Growing | undefined, body: string[]): string =>
  lines([
    ...['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${Math.max(1, Math.ceil(longest))}`, '#EXT-X-MEDIA-SEQUENCE:1'],
    // The type never changes (RFC 8216, 6.2.1), and players would begin a growing one near its end.
    ...(growing ? ['#EXT-X-PLAYLIST-TYPE:EVENT', '#EXT-X-START:TIME-OFFSET=0'] : ['#EXT-X-PLAYLIST-TYPE:VOD']),
    ...['#EXT-X-INDEPENDENT-SEGMENTS', ...body, ...(growing?.ended === false ? [] : ['#EXT-X-ENDLIST'])],
  ]);

const lines = (all: string[]): string => `${all.join('\n')}\n`;

/** A quoted string has no place for quotes and line ends. */
const quoted = (text: string): string => `"${text.replaceAll('"', "'").replaceAll(/\p{Cc}/gu, ' ')}"`;
