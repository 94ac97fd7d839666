import { bandwidthOf, type CaptionTrack, type Package, packageFiles, type Segment, type SegmentTrack } from './package.ts';

/** The MPD of a finished film: numbered segments with their times, captions as one file a track. */
export function mediaPresentation({ fps, durationSeconds, title, video, audio, captions }: Package): string {
  const length = duration(durationSeconds);
  const longest = Math.max(...video[0]!.segments.map((s) => s.ticks)) / video[0]!.timescale;
  const pictures = video.map(
    (track) =>
      `<Representation id="${track.folder}" codecs="${track.codecs}" bandwidth="${bandwidthOf(track).peak}" ` +
      `width="${track.width}" height="${track.height}" frameRate="${fps.den === 1 ? fps.num : `${fps.num}/${fps.den}`}" sar="1:1"/>`,
  );
  return `${[
    '<?xml version="1.0" encoding="utf-8"?>',
    '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static" ' +
      `mediaPresentationDuration="${length}" maxSegmentDuration="${duration(longest)}" minBufferTime="${duration(longest)}">`,
    ...(title ? [`  <ProgramInformation><Title>${escaped(title)}</Title></ProgramInformation>`] : []),
    `  <Period id="0" start="PT0S" duration="${length}">`,
    ...adaptation('contentType="video" mimeType="video/mp4"', video[0]!, pictures),
    ...(audio
      ? adaptation('contentType="audio" mimeType="audio/mp4" lang="und"', audio, [
          `<Representation id="${audio.folder}" codecs="${audio.codecs}" bandwidth="${bandwidthOf(audio).peak}" audioSamplingRate="${audio.timescale}">`,
          '  <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>',
          '</Representation>',
        ])
      : []),
    ...captions.flatMap((track) => text(track, durationSeconds)),
    ...['  </Period>', '</MPD>'],
  ].join('\n')}\n`;
}

/** Tracks a player may change between at any segment. */
const adaptation = (what: string, { timescale, segments }: SegmentTrack, representations: string[]): string[] => [
  `    <AdaptationSet ${what} segmentAlignment="true" startWithSAP="1">`,
  `      <SegmentTemplate timescale="${timescale}" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="1">`,
  '        <SegmentTimeline>',
  ...runs(segments).map(
    ({ ticks, times }, i) => `          <S${i === 0 ? ' t="0"' : ''} d="${ticks}"${times > 1 ? ` r="${times - 1}"` : ''}/>`,
  ),
  ...['        </SegmentTimeline>', '      </SegmentTemplate>'],
  ...representations.map((r) => `      ${r}`),
  '    </AdaptationSet>',
];

const text = ({ language, label, name, cues }: CaptionTrack, durationSeconds: number): string[] => {
  const bits = cues.reduce((n, cue) => n + cue.text.length + 40, 0) * 8;
  return [
    `    <AdaptationSet contentType="text" mimeType="text/vtt" lang="${language}">`,
    `      <Label>${escaped(label)}</Label>`,
    '      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>',
    `      <Representation id="captions-${name}" bandwidth="${Math.max(1, Math.ceil(bits / durationSeconds))}">`,
    `        <BaseURL>${packageFiles.captions(name)}</BaseURL>`,
    ...['      </Representation>', '    </AdaptationSet>'],
  ];
};

/** Neighbours of one length, counted. */
function runs(segments: readonly Segment[]): { ticks: number; times: number }[] {
  const found: { ticks: number; times: number }[] = [];
  for (const { ticks } of segments) {
    const last = found.at(-1);
    if (last?.ticks === ticks) last.times++;
    else found.push({ ticks, times: 1 });
  }
  return found;
}

const duration = (s: number): string => `PT${Math.round(s * 1e6) / 1e6}S`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
