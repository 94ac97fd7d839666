import { describe, expect, it } from '@jest/globals';
import { mediaPresentation } from './dash.ts';
import { captionPlaylist, masterPlaylist, mediaPlaylist } from './hls.ts';
import { bandwidthOf, type Package, packagedCaptions } from './package.ts';

const cues = [{ start: 0.5, end: 1.25, text: 'One & <two>' }];
const film: Package = {
  fps: { num: 30000, den: 1001 },
  durationSeconds: 6.006,
  title: 'A "film"',
  video: [
    {
      ...{ folder: 'v720', codecs: 'avc1.64001f', timescale: 30_000, width: 1280, height: 720 },
      segments: [
        { ticks: 60_060, bytes: 300_000 },
        { ticks: 60_060, bytes: 500_000 },
        { ticks: 60_060, bytes: 100_000 },
      ],
    },
    {
      ...{ folder: 'v360', codecs: 'avc1.64001e', timescale: 30_000, width: 640, height: 360 },
      segments: [
        { ticks: 60_060, bytes: 30_000 },
        { ticks: 60_060, bytes: 50_000 },
        { ticks: 60_060, bytes: 10_000 },
      ],
    },
  ],
  audio: {
    ...{ folder: 'audio', codecs: 'mp4a.40.2', timescale: 48_000 },
    segments: [
      { ticks: 96_256, bytes: 48_000 },
      { ticks: 96_256, bytes: 48_000 },
      { ticks: 95_776, bytes: 47_000 },
    ],
  },
  captions: [
    { language: 'en', label: 'English', name: 'en', cues },
    { language: 'de', label: 'Deutsch', name: 'de', cues },
  ],
};

describe('HLS', () => {
  it('has every picture with its rates, the sound once, and a track for each language', () => {
    expect(masterPlaylist(film)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-SESSION-DATA:DATA-ID="com.apple.hls.title",VALUE="A 'film'"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/index.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="captions/en.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="Deutsch",LANGUAGE="de",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI="captions/de.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2189492,AVERAGE-BANDWIDTH=1389279,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="audio",SUBTITLES="captions",CLOSED-CAPTIONS=NONE
v720/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=391291,AVERAGE-BANDWIDTH=310358,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=29.970,AUDIO="audio",SUBTITLES="captions",CLOSED-CAPTIONS=NONE
v360/index.m3u8
`);
    const silent = masterPlaylist({ ...film, title: null, audio: null, captions: [], video: film.video.slice(1) });
    expect(silent).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=199801,AVERAGE-BANDWIDTH=119881,CODECS="avc1.64001e",RESOLUTION=640x360,FRAME-RATE=29.970,CLOSED-CAPTIONS=NONE
v360/index.m3u8
`);
  });

  it('names each segment with its length, none longer than the target', () => {
    expect(mediaPlaylist(film.audio!, 2.002)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:3
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init.mp4"
#EXTINF:2.005333,
1.m4s
#EXTINF:2.005333,
2.m4s
#EXTINF:1.995333,
3.m4s
#EXT-X-ENDLIST
`);
    expect(captionPlaylist(film.captions[1]!, 6.006)).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:7
#EXT-X-MEDIA-SEQUENCE:1
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXTINF:6.006000,
de.vtt
#EXT-X-ENDLIST
`);
  });
});

it('DASH says the same', () => {
  expect(mediaPresentation({ ...film, captions: film.captions.slice(0, 1) })).toBe(`<?xml version="1.0" encoding="utf-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" type="static" mediaPresentationDuration="PT6.006S" maxSegmentDuration="PT2.002S" minBufferTime="PT2.002S">
  <ProgramInformation><Title>A &quot;film&quot;</Title></ProgramInformation>
  <Period id="0" start="PT0S" duration="PT6.006S">
    <AdaptationSet contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
      <SegmentTemplate timescale="30000" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="1">
        <SegmentTimeline>
          <S t="0" d="60060" r="2"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="v720" codecs="avc1.64001f" bandwidth="1998002" width="1280" height="720" frameRate="30000/1001" sar="1:1"/>
      <Representation id="v360" codecs="avc1.64001e" bandwidth="199801" width="640" height="360" frameRate="30000/1001" sar="1:1"/>
    </AdaptationSet>
    <AdaptationSet contentType="audio" mimeType="audio/mp4" lang="und" segmentAlignment="true" startWithSAP="1">
      <SegmentTemplate timescale="48000" initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number$.m4s" startNumber="1">
        <SegmentTimeline>
          <S t="0" d="96256" r="1"/>
          <S d="95776"/>
        </SegmentTimeline>
      </SegmentTemplate>
      <Representation id="audio" codecs="mp4a.40.2" bandwidth="191490" audioSamplingRate="48000">
        <AudioChannelConfiguration schemeIdUri="urn:mpeg:dash:23003:3:audio_channel_configuration:2011" value="2"/>
      </Representation>
    </AdaptationSet>
    <AdaptationSet contentType="text" mimeType="text/vtt" lang="en">
      <Label>English</Label>
      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>
      <Representation id="captions-en" bandwidth="68">
        <BaseURL>captions/en.vtt</BaseURL>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>
`);
});

it('the peak is that of about one segment, not of a short rest', () => {
  const track = {
    folder: 'v',
    codecs: '',
    timescale: 1,
    segments: [
      { ticks: 4, bytes: 1000 },
      { ticks: 1, bytes: 1000 },
      { ticks: 4, bytes: 500 },
    ],
  };
  expect(bandwidthOf(track)).toEqual({ average: Math.ceil(20_000 / 9), peak: 3200 });
});

it('offers no two caption tracks under one name', () => {
  const track = (language: string, label: string | null) => ({ language, label, cues });
  const tracks = packagedCaptions([track('en', null), track('EN', 'For all'), track('de', 'en'), track('en', 'Songs')]);
  expect(tracks.map(({ name, label }) => [name, label])).toEqual([
    ['en', 'en'],
    ['EN-2', 'For all'],
    ['de', 'en 2'],
    ['en-3', 'Songs'],
  ]);
});
