import type { ToneMap } from '../compile/recipe.ts';
import { SCALER } from './picture.ts';

/** Candelas a square metre that become full white before the curve, and how many times that the brightest is taken to be. */
const WHITE = 100;
const PEAK = 10;

/** High dynamic range → BT.709: to linear light, its primaries, the Hable curve, a screen's gamma of 2.4. The peak is fixed, so that a picture depends on itself alone. */
export function toneMapFilters(map: ToneMap, odd: boolean): string[] {
  return map.with === 'zscale' ? withZscale(map, odd) : withLut(map);
}

/** What the frames are, as setparams says it; files that say less are taken to be BT.2020, limited. */
const MATRICES: Record<ToneMap['matrix'], string> = { '2020_ncl': 'bt2020nc', '2020_cl': 'bt2020c', '709': 'bt709' };

function withZscale({ transfer, matrix, primaries, range }: ToneMap, odd: boolean): string[] {
  const transferName = transfer === 'pq' ? 'smpte2084' : 'arib-std-b67';
  return [
    `setparams=range=${range}:color_primaries=bt${primaries}:color_trc=${transferName}:colorspace=${MATRICES[matrix]}`,
    // Chroma of half the size has no place in odd sides.
    ...(odd ? ['format=yuv444p10'] : []),
    `zscale=t=linear:npl=${WHITE}`,
    'format=gbrpf32le',
    'zscale=p=709',
    `tonemap=tonemap=hable:desat=0:peak=${PEAK}`,
    'zscale=t=709:m=709:p=709:r=tv:d=none',
  ];
}

const hable = (x: string): string => `((${x}*(0.15*${x}+0.05)+0.004)/(${x}*(0.15*${x}+0.5)+0.06)-0.004/0.06)`;

/** Second best: a table a channel, the primaries turned after it. */
function withLut({ transfer, matrix, primaries, range }: ToneMap): string[] {
  const light =
    transfer === 'pq'
      ? `st(1,pow(val/65535,1/78.84375));st(0,${10_000 / WHITE}*pow(max(ld(1)-0.8359375,0)/(18.8515625-18.6875*ld(1)),1/0.1593017578125))`
      : // The signal's own light, then the 1.2 that a screen of 1,000 cd adds.
        `st(1,val/65535);st(0,${PEAK}*pow(if(lte(ld(1),0.5),ld(1)*ld(1)/3,(exp((ld(1)-0.55991073)/0.17883277)+0.28466892)/12),1.2))`;
  const mapped = `st(2,max(0,min(1,${hable('ld(0)')}/${hable(`${PEAK}`)})))`;
  const table = `${light};${mapped};65535*pow(ld(2),1/2.4)`;
  const to709 = [['rr=1.6605:rg=-0.5876:rb=-0.0728', 'gr=-0.1246:gg=1.1329:gb=-0.0083', 'br=-0.0182:bg=-0.1006:bb=1.1187'].join(':')];
  return [
    `scale=in_color_matrix=${matrix === '709' ? 'bt709' : 'bt2020'}:in_range=${range}:flags=${SCALER}`,
    'format=gbrp16le',
    `lutrgb=r='${table}':g='${table}':b='${table}'`,
    ...(primaries === '2020' ? [`colorchannelmixer=${to709}`] : []),
    `scale=out_color_matrix=bt709:out_range=tv:flags=${SCALER}`,
  ];
}
