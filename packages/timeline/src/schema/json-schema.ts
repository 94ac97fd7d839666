import { z } from 'zod';
import { CLIPS, type ClipType } from './clips.ts';
import { condition } from './conditions.ts';
import { nested, shell, track, VERSION } from './shell.ts';

/** JSON Schema (2020-12) of the current version, for /schemas/timeline.v1.json. Clips stand under $defs: a clip can be a timeline. */
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
  return { ...z.toJSONSchema(shell.extend({ tracks })), $id: `timeline.v${VERSION}.json`, title: `Workprint timeline, version ${VERSION}` };
}

/** The JSON Schema of one version; null where there is none. */
export const timelineSchemaOf = (version: number): Record<string, unknown> | null => (version === VERSION ? timelineSchema() : null);
