import type { VideoRead } from '../compile/graph.ts';
import { secondsArg } from './common.ts';

/** Options of an input of which only pictures are read, from where the read begins. They come turned as the file asks for. */
export const readArgs = ({ clock, seek, onKey, duration }: Omit<VideoRead, 'piece'>, decoder: string | null): string[] => [
  ...['-an', '-sn', '-dn'],
  ...(decoder ? ['-c:v', decoder] : []),
  ...(clock.kind === 'times' || onKey ? ['-noaccurate_seek'] : []),
  ...(seek === null ? [] : ['-ss', secondsArg(seek)]),
  ...(duration === null ? [] : ['-t', secondsArg(duration)]),
];
