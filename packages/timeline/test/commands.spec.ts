import { describe, expect, it } from '@jest/globals';
import {
  assembleCommand,
  audioCommand,
  audioInputs,
  chunkCommand,
  chunkInputs,
  concatList,
  type Plan,
  posterCommand,
} from '../src/index.ts';
import { canvas, library, planOf } from './described.ts';

/** Whole argument lists: what ffmpeg is told is the compiler's outcome, so each of them stands here in full. */
const GLOBAL = '-hide_banner -nostdin -y -loglevel level+warning -nostats -progress pipe:1 -max_alloc 1073741824';
const MP4 = 'mov,mp4,m4a,3gp,3g2,mj2';
const SCALER = 'bicubic+accurate_rnd+full_chroma_int+bitexact';
const open = (demuxers: string, more: string, path: string) =>
  `-protocol_whitelist file -format_whitelist ${demuxers} -max_streams 64 -threads 1 ${more}-i file:${path}`;
const picture = (more: string, path: string) => open(MP4, `-max_pixels 40000000 -an -sn -dn ${more}`, path);
const still = (path: string) => open('png_pipe', '-max_pixels 40000000 -noautorotate ', path);
const X264 =
  '-c:v libx264 -preset veryfast -crf 20 -profile:v high -level:v 3.1 -threads:v 1 -x264-params ' +
  'keyint=60:open-gop=0:stitchable=1:ref=1:bframes=3:lookahead-threads=1:sliced-threads=0:fps=30/1:colorprim=bt709:transfer=bt709:colormatrix=bt709 ' +
  '-color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -fps_mode passthrough -enc_time_base:v 1/30 -video_track_timescale 15360';
const CHUNK = '-f mp4 -movflags +empty_moov+default_base_moof+cmaf+negative_cts_offsets -frag_duration 2000000000';
const EXACT = '-map_metadata -1 -map_chapters -1 -fflags +bitexact';
const END = 'format=yuv420p,setsar=1,setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709[out]';

const sha = (id: string) => library(id).sha256;
const inputs = (plan: Plan, index = 0) =>
  Object.fromEntries(
    chunkInputs(plan.chunks[index]!).map((i) => [
      i.id,
      i.kind === 'source' ? `/in/${['v1', 'v2', 'i1', 's1'].find((id) => sha(id) === i.sha256)}` : '/in/text',
    ]),
  );
const command = (plan: Plan, index = 0) =>
  chunkCommand(plan, plan.chunks[index]!, { inputs: inputs(plan, index), outputs: ['/out/chunk.mp4'] }).join(' ');
const whole = (files: string[], graph: string[], frames: number) =>
  `${GLOBAL} -filter_complex_threads 1 ${files.join(' ')} -filter_complex sws_flags=${SCALER};${graph.join(';')} -map [out] -frames:v ${frames} ${X264} ${CHUNK} ${EXACT} -flags:v +bitexact file:/out/chunk.mp4`;
const clock = (seek: string, zero: number, origin: number, frames: number) =>
  `settb=1/1000000,setpts='round(max(0,ceil((round((PTS/1000000+${seek}-0)*30/1)-${zero})*1/1)-${origin})*1000000*1/30)',settb=1/30,fps=fps=30/1:start_time=0,trim=end_frame=${frames}`;

describe('chunkCommand', () => {
  it('passes an untouched clip through', () => {
    const plan = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 3, trim: 1 }] }]);
    expect(command(plan)).toBe(
      whole([picture('-ss 0.983333 -t 3.033334 ', '/in/v1')], [`[0:V:0]${clock('0.983333', 30, 0, 90)},setsar=1[n0]`, `[n0]${END}`], 90),
    );
  });

  it('seeks to the middle of a clip half a frame early', () => {
    const plan = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 10, trim: 1 }] }], { cuts: [120] });
    expect(plan.chunks.map((c) => [c.start, c.frames])).toEqual([
      [0, 120],
      [120, 180],
    ]);
    expect(command(plan, 1)).toBe(
      whole(
        [picture('-ss 4.983333 -t 6.033334 ', '/in/v1')],
        [`[0:V:0]${clock('4.983333', 30, 120, 180)},setsar=1[n0]`, `[n0]${END}`],
        180,
      ),
    );
  });

  it('gives alpha to the frames of a transition only', () => {
    const plan = planOf(
      [
        {
          clips: [
            { type: 'video', src: 'asset:v1', start: 0, length: 2, transitionOut: { type: 'fade', length: 0.5 } },
            { type: 'video', src: 'asset:v2', start: 1.5, length: 1.5 },
          ],
        },
      ],
      { cuts: [] },
    );
    expect(command(plan)).toBe(
      whole(
        [picture('-t 2.016667 ', '/in/v1'), picture('-t 1.516667 ', '/in/v2')],
        [
          `[0:V:0]${clock('0', 0, 0, 60)},setsar=1[n0]`,
          '[n0]split=2[n1][n2]',
          '[n1]trim=start_frame=0:end_frame=45,setpts=PTS-STARTPTS[n3]',
          '[n2]trim=start_frame=45:end_frame=60,setpts=PTS-STARTPTS[n4]',
          `[1:V:0]${clock('0', 0, 0, 45)},setsar=1[n5]`,
          '[n5]format=yuv420p,split=2[n6][n7]',
          '[n6]trim=start_frame=0:end_frame=15,setpts=PTS-STARTPTS,format=yuva420p[n8]',
          '[n7]trim=start_frame=15:end_frame=45,setpts=PTS-STARTPTS[n9]',
          "color=c=black:s=16x16:r=30/1,format=gray,geq=lum='floor(255*clip(((0+1*(((N+0)-(-0.5))/15))),0,1)+0.5)',settb=1/30,setpts=N,trim=end_frame=15,scale=1280:720:flags=neighbor[n10]",
          '[n8][n10]alphamerge[n11]',
          '[n4][n11]overlay=x=0:y=0:eval=init:format=yuv420:eof_action=pass:repeatlast=0[n12]',
          '[n3][n12][n9]concat=n=3:v=1:a=0,settb=1/30,setpts=N[n13]',
          `[n13]${END}`,
        ],
        90,
      ),
    );
  });

  it('draws stills once and lays them over, by numbers it made itself', () => {
    const plan = planOf([
      {
        clips: [
          { type: 'image', src: 'asset:i1', start: 0, length: 3, fit: 'none', scale: 0.5, opacity: 0.8, position: { x: '90%', y: 100 } },
        ],
      },
      { clips: [{ type: 'text', text: "'; [0:V]movie=/etc/passwd", start: 1, length: 1, position: { y: '80%' } }] },
    ]);
    expect(command(plan)).toBe(
      whole(
        [still('/in/i1'), still('/in/text')],
        [
          `[0:V:0]format=gbrap,premultiply=inplace=1,scale=100:50:flags=${SCALER},format=gbrap,unpremultiply=inplace=1,scale=out_color_matrix=bt709:out_range=tv:flags=${SCALER},format=yuva420p,setsar=1,` +
            "format=yuva420p,lutyuv=y=val:u=val:v=val:a='floor((val*204+127)/255)',loop=loop=-1:size=1,settb=1/30,setpts=N,fps=fps=30/1,trim=end_frame=90[n0]",
          `[1:V:0]scale=out_color_matrix=bt709:out_range=tv:flags=${SCALER},format=yuva420p,setsar=1,format=yuva420p,loop=loop=-1:size=1,settb=1/30,setpts=N,fps=fps=30/1,trim=end_frame=30[n1]`,
          'color=c=black:s=1280x720:r=30/1,format=yuv420p,trim=end_frame=1,lutyuv=y=30:u=130:v=128,setsar=1,loop=loop=-1:size=1,settb=1/30,setpts=N,trim=end_frame=90[n2]',
          '[n2][n0]overlay=x=1102:y=76:eval=init:format=yuv420:eof_action=pass:repeatlast=0[n3]',
          '[n1]setpts=PTS+30[n4]',
          "[n3][n4]overlay=x='2*floor((640-w*0.5)/2+0.5)':y='2*floor((576-h*0.5)/2+0.5)':eval=init:format=yuv420:eof_action=pass:repeatlast=0[n5]",
          `[n5]${END}`,
        ],
        90,
      ),
    );
    expect(chunkInputs(plan.chunks[0]!)[1]).toMatchObject({
      kind: 'raster',
      raster: { text: "'; [0:V]movie=/etc/passwd", size: 48, maxWidth: 1152 },
    });
  });

  it('hashes frames instead of encoding them when composed frames are wanted, with threads as told', () => {
    const plan = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 1 }] }]);
    const args = chunkCommand(plan, plan.chunks[0]!, { inputs: inputs(plan), outputs: ['/out/md5'] }, { mode: 'composed', threads: 3 });
    expect(args.slice(-12).join(' ')).toBe(
      `passthrough -enc_time_base:v 1/30 -f framemd5 ${EXACT} -flags:v +bitexact file:/out/md5`.split(' ').slice(-12).join(' '),
    );
    expect(args[args.indexOf('-threads') + 1]).toBe('3');
    expect(args).not.toContain('libx264');
  });

  it('says which file is missing', () => {
    const plan = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 1 }] }]);
    expect(() => chunkCommand(plan, plan.chunks[0]!, { inputs: {}, outputs: ['/o'] })).toThrow(
      `no file was given for input source-${sha('v1')}`,
    );
  });
});

describe('audioCommand', () => {
  it('mixes lanes to the sample and encodes once', () => {
    const plan = planOf([
      { id: 'v', clips: [{ type: 'video', src: 'asset:v1', start: 1, length: 2 }] },
      {
        kind: 'audio',
        clips: [{ type: 'audio', src: 'asset:s1', start: 0, length: 3, trim: 40, volume: 0.5, fadeOut: 1, duck: { under: 'v', by: -6 } }],
      },
    ]);
    const files = Object.fromEntries(audioInputs(plan.audio!).map((i) => [i.id, `/in/${i.id === `source-${sha('v1')}` ? 'v1' : 's1'}`]));
    const STEREO = 'aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo';
    const COUNT = 'asettb=1/48000,asetpts=N/SR/TB';
    const k = '(round(if(isnan(t),0,t)*48000))';
    expect(audioCommand(plan, { inputs: files, outputs: ['/out/a.m4a'] }).join(' ')).toBe(
      [
        `${GLOBAL} -filter_complex_threads 1`,
        open('mp3', '-vn -sn -dn -ss 39.000000 ', '/in/s1'),
        open(MP4, '-vn -sn -dn ', '/in/v1'),
        '-filter_complex',
        [
          `[0:a:0]aresample=48000,${STEREO},atrim=start_sample=48000,${COUNT},apad=whole_len=144000,${COUNT},atrim=end_sample=144000,volume=volume=0.5:precision=float,` +
            `asetnsamples=n=64:p=0,volume=volume='lt(${k},36000)*1+gte(${k},36000)*lt(${k},48000)*(1+(-0.498812766)*((${k}-36000)/12000))+gte(${k},48000)*0.501187234':eval=frame:precision=float,` +
            'afade=t=out:ss=96000:ns=48000:curve=tri[p0_0]',
          `[p0_0]${COUNT},apad=whole_len=144000,atrim=end_sample=144000[l0]`,
          `anullsrc=r=48000:cl=stereo,${STEREO},atrim=end_sample=48000[g1_0]`,
          `[1:a:0]aresample=48000,${STEREO},${COUNT},apad=whole_len=96000,${COUNT},atrim=end_sample=96000[p1_0]`,
          `[g1_0][p1_0]concat=n=2:v=0:a=1,${COUNT},apad=whole_len=144000,atrim=end_sample=144000[l1]`,
          `[l0][l1]amix=inputs=2:normalize=0:duration=longest,${STEREO},atrim=end_sample=144000,${COUNT}[out]`,
        ].join(';'),
        `-map [out] -c:a aac -aac_coder fast -b:a 192k -flags:a +bitexact -f mp4 -movflags +faststart -movie_timescale 48000 ${EXACT} file:/out/a.m4a`,
      ].join(' '),
    );
  });

  it('has nothing to do where nothing sounds', () => {
    expect(planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 2, muted: true }] }]).audio).toBeNull();
    expect(planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 2, volume: 0 }] }]).audio).toBeNull();
    expect(planOf([{ clips: [{ type: 'text', text: 'x', start: 0, length: 2 }] }]).audio).toBeNull();
  });
});

describe('assembling', () => {
  const ntsc = planOf([{ clips: [{ type: 'video', src: 'asset:v1', start: 0, length: 3 }] }], {
    cuts: [31, 62],
    canvas: { ...canvas, fps: 29.97 },
  });

  it('lists chunks with durations that never drift', () => {
    expect(concatList(ntsc, ['/c/0', "/c/it's", '/c/2'])).toBe(
      "ffconcat version 1.0\nfile 'file:/c/0'\nduration 1.034367\nfile 'file:/c/it'\\''s'\nduration 1.034366\nfile 'file:/c/2'\nduration 0.934267\n",
    );
    expect(() => concatList(ntsc, ['/c/0', '/c/1\nfile /etc/passwd', '/c/2'])).toThrow('chunk 1');
  });

  it('joins without encoding', () => {
    expect(assembleCommand(ntsc.outputs[0]!, { list: '/w/list', audio: '/w/a.m4a', output: '/w/o.mp4' }).join(' ')).toBe(
      `${GLOBAL} ${open(`concat,${MP4}`, '-f concat -safe 0 ', '/w/list')} ${open(MP4, '', '/w/a.m4a')} -map 0:v:0 -map 1:a:0 -c copy -bsf:v setts=pts=PTS:dts='round((N-2)*1001/(30000*TB))' -f mp4 -video_track_timescale 30000 -movflags +faststart ${EXACT} file:/w/o.mp4`,
    );
    expect(assembleCommand(ntsc.outputs[0]!, { list: '/w/list', audio: null, output: '/w/o.mp4' })).not.toContain('1:a:0');
  });

  it('draws a poster by the way, as it would by itself', () => {
    const poster = { chunkFile: '/w/c', frameInChunk: 7, fps: { num: 30000, den: 1001 }, output: '/w/p.jpg' };
    const joined = assembleCommand(ntsc.outputs[0]!, { list: '/w/list', audio: '/w/a.m4a', output: '/w/o.mp4', poster }).join(' ');
    const alone = posterCommand(poster).join(' ').split(' -map ')[1]!;
    expect(joined).toContain(`${open(`${MP4},matroska,webm`, '-t 0.300300 ', '/w/c')} -map 0:v:0`);
    expect(joined.endsWith(`file:/w/o.mp4 -map ${alone.replace(/^0:/, '2:')}`)).toBe(true);
  });

  it('draws the poster by number', () => {
    expect(posterCommand({ chunkFile: '/w/c', frameInChunk: 7, fps: { num: 30, den: 1 }, output: '/w/p.jpg' })).toContain(
      `select='eq(n,7)',scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc:flags=${SCALER},format=yuvj420p`,
    );
  });
});
