import { timelineSchema } from '../../src/index.ts';

/** JSON Schema as far as ours goes. */
export interface Shape {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  pattern?: string;
  properties?: Record<string, Shape>;
  required?: string[];
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  additionalProperties?: unknown;
  $defs?: Record<string, Shape>;
}

export interface SchemaKey {
  /** "video.position.anchor", "canvas.fps", "tracks[].id". */
  name: string;
  required: boolean;
  /** Every form its value may have. */
  forms: Shape[];
}

/** Every key of the published schema, once; in unions, the keys of all branches. Nested timelines' tracks are tracks. */
export function schemaKeys(): SchemaKey[] {
  const root = timelineSchema() as Shape;
  const keys = new Map<string, SchemaKey>();
  const resolved = (shape: Shape): Shape => (shape.$ref ? resolved(root.$defs![shape.$ref.split('/').at(-1)!]!) : shape);
  const branches = (shape: Shape): Shape[] => {
    const s = resolved(shape);
    return s.anyOf || s.oneOf ? [...(s.anyOf ?? []), ...(s.oneOf ?? [])].flatMap(branches) : [s];
  };
  const walk = (shape: Shape, prefix: string): void => {
    for (const { properties = {}, required = [], items } of branches(shape)) {
      if (items) walk(items, `${prefix}[]`);
      for (const [key, value] of Object.entries(properties)) {
        const name = prefix === '' ? key : `${prefix}.${key}`;
        const known = keys.get(name);
        const forms = [...(known?.forms ?? []), ...branches(value)];
        keys.set(name, { name, required: required.includes(key) && known?.required !== false, forms });
        if (key === 'clips') continue;
        // Effects are the same in every clip: only where they stand is the clip's.
        if (key === 'effects') {
          const kinds = branches(value).flatMap(({ items }) => (items ? branches(items) : []));
          const types = kinds.flatMap((kind) => branches(kind.properties!.type!));
          keys.set(`${name}[].type`, { name: `${name}[].type`, required: true, forms: types });
          for (const kind of kinds)
            walk({ ...kind, properties: without(kind.properties!, 'type') }, `effects.${kind.properties!.type!.const}`);
          continue;
        }
        if (key !== 'tracks') walk(value, name);
        else if (prefix === '') walk(value, 'tracks');
      }
    }
  };
  walk(root, '');
  for (const clip of branches({ $ref: '#/$defs/clip' })) walk(clip, String(clip.properties!.type!.const));
  return [...keys.values()];
}

const without = (properties: Record<string, Shape>, key: string): Record<string, Shape> =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== key));

/** A place in a document at which a key of the schema stands. */
export interface Occurrence {
  name: string;
  path: (string | number)[];
}

/** The keys a document uses, by the names of schemaKeys. */
export function keysOf(document: unknown, prefix = '', path: (string | number)[] = []): Occurrence[] {
  if (Array.isArray(document)) return document.flatMap((v, i) => keysOf(v, `${prefix}[]`, [...path, i]));
  if (document === null || typeof document !== 'object') return [];
  return Object.entries(document).flatMap(([key, value]) => {
    const [name, at] = [prefix === '' ? key : `${prefix}.${key}`, [...path, key]];
    const own = { name, path: at };
    if (key === 'variables' || key === 'generate') return key === 'variables' ? [own] : [own, ...keysOf(value, name, at)];
    if (key === 'tracks') return [own, ...keysOf(value, 'tracks', at)];
    if (key === 'effects') {
      const each = (value as { type: string }[]).flatMap(({ type, ...params }, i): Occurrence[] => [
        { name: `${name}[].type`, path: [...at, i, 'type'] },
        ...keysOf(params, `effects.${type}`, [...at, i]),
      ]);
      return [own, ...each];
    }
    if (key !== 'clips') return [own, ...keysOf(value, name, at)];
    return [own, ...(value as { type: string }[]).flatMap((clip, i) => keysOf(clip, clip.type, [...at, i]))];
  });
}
