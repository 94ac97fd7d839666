import { z } from 'zod';
import { CLIPS, type ClipType } from './clips.ts';
import { condition } from './conditions.ts';
import { nested, shell, track } from './shell.ts';

/** JSON Schema (2020-12) of timeline version 1, for /schemas/timeline.v1.json. Clips stand under $defs: a clip can be a timeline. */
export function timelineSchema(): Record<string, unknown> {
  const when = condition.optional();
  const { timeline, ...flat } = CLIPS;
  const tracks = z
    .array(track.extend({ clips: z.array(z.lazy((): z.ZodType => clip)).max(5000) }))
    .min(1)
    .max(100);
  const holding = timeline.extend({ timeline: nested.extend({ tracks }), when });
  const conditional = [...Object.values(flat).map((c) => c.extend({ when })), holding] as unknown as [(typeof CLIPS)[ClipType]];
  const clip = z.discriminatedUnion('type', conditional).meta({ id: 'clip' });
  return { ...z.toJSONSchema(shell.extend({ tracks })), $id: 'timeline.v1.json', title: 'Workprint timeline, version 1' };
}
