import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type DefinitionNode, Kind, parse, print } from 'graphql';

/** Absolute paths of the schema's files, in a fixed order. */
export function schemaFiles(): string[] {
  const folder = import.meta.dirname;
  const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  return names.sort().map((name) => path.join(folder, name));
}

/** The whole schema as one SDL text. Each feature's file says `type Query` on its own; here all after the first extend it. */
export function typeDefs(): string {
  const seen = new Set<string>();
  const join = (node: DefinitionNode): DefinitionNode => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return node;
    if (!seen.has(node.name.value)) {
      seen.add(node.name.value);
      return node;
    }
    const { description: _none, ...rest } = node;
    return { ...rest, kind: Kind.OBJECT_TYPE_EXTENSION };
  };
  const definitions = schemaFiles().flatMap((file) => parse(readFileSync(file, 'utf8')).definitions.map(join));
  return `${print({ kind: Kind.DOCUMENT, definitions })}\n`;
}
