import { z } from 'zod';
import { CLIPS } from './clips.ts';
import { condition } from './conditions.ts';
import { shell, track } from './shell.ts';

/** JSON Schema (2020-12) of timeline version 1, for /schemas/timeline.v1.json. */
export function timelineSchema(): Record<string, unknown> {
  const conditional = Object.values(CLIPS).map((clip) => clip.extend({ when: condition.optional() }));
  const clip = z.discriminatedUnion('type', conditional as unknown as [(typeof CLIPS)['video'], ...(typeof CLIPS)[keyof typeof CLIPS][]]);
  const document = shell.extend({
    tracks: z
      .array(track.extend({ clips: z.array(clip).max(5000) }))
      .min(1)
      .max(100),
  });
  return { ...z.toJSONSchema(document), $id: 'timeline.v1.json', title: 'Workprint timeline, version 1' };
}
