/** What ffmpeg is known to do fastest for a look: a graph over 1080p sources that are opened in this order. */
export interface Known {
  /** Names of the gallery's sources. */
  inputs: readonly string[];
  /** From [0:v], [1:v] … to [out]. */
  graph: string;
  /** A subtitle script that it draws. */
  script?: string;
  /** The plain graph, to [out]. */
  base: string;
}

/** Frames it is measured over: two seconds, as long as the shortest film is. */
export const KNOWN_FRAMES = 60;

/** A film as ours is, a frame 1/30 s. */
export const film = (input: number): string => `[${input}:v]fps=30,settb=1/30,setpts=N,setsar=1`;
/** A picture decoded once, that brings its alpha. */
export const still = (input: number, filters = ''): string =>
  `[${input}:v]scale=out_color_matrix=bt709:out_range=tv,format=yuva420p${filters},loop=-1:1,settb=1/30,setpts=N`;
/** A canvas of one colour. */
export const CANVAS = 'color=c=#101014:s=1920x1080:r=30,format=yuv420p,setsar=1';

/** One thread each, as ours, a few seconds at most. @param files paths by the source's name */
export function knownArgs({ inputs }: Known, graph: string, files: Readonly<Record<string, string>>): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-filter_complex_threads', '1'],
    ...inputs.flatMap((name) => ['-threads', '1', '-i', files[name] ?? name]),
    ...[
      '-filter_complex',
      `${graph.replace('=LUT', `=${files.teal}`).replace('=SCRIPT', `=${files.script}`).replace('=FONTS', `=${files.faces}`)};[out]format=yuv420p[shown]`,
    ],
    ...['-map', '[shown]', '-frames:v', String(KNOWN_FRAMES), '-fps_mode', 'passthrough', '-f', 'null', '-'],
  ];
}
