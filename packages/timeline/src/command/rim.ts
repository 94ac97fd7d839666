import { SCALER, TO_709 } from './scaler.ts';

type Label = () => string;

/** Transparent pixels around a picture that is drawn between pixels. */
export const RIM = 4;

/** A rim of nothing in the colours of the edge: what is mixed into the edge is the same colour, only less of it. */
export function rimFilter(label: Label): string {
  const [picture, copy, colors, alpha] = [label(), label(), label(), label()];
  return [
    `pad=iw+${2 * RIM}:ih+${2 * RIM}:${RIM}:${RIM}:color=black@0,split[${picture}][${copy}]`,
    `[${picture}]fillborders=left=${RIM}:right=${RIM}:top=${RIM}:bottom=${RIM}:mode=smear[${colors}]`,
    `[${copy}]alphaextract[${alpha}]`,
    `[${colors}][${alpha}]alphamerge`,
  ].join(';');
}

/** Gives transparent pixels the colours of their neighbours, once for a still picture: letters keep clean edges where they move. */
export function bleedFilter(label: Label): string {
  const [picture, copy, mask, around, alpha, colors] = [label(), label(), label(), label(), label(), label()];
  return [
    `split=3[${picture}][${copy}][${mask}]`,
    `[${copy}]scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=${SCALER},format=gbrap,premultiply=inplace=1,gblur=sigma=1.5:steps=2,` +
      `unpremultiply=inplace=1,scale=${TO_709}:flags=${SCALER},format=yuv420p[${around}]`,
    `[${mask}]alphaextract[${alpha}]`,
    `[${around}][${picture}]overlay=format=yuv420:eof_action=pass[${colors}]`,
    `[${colors}][${alpha}]alphamerge,format=yuva420p`,
  ].join(';');
}
