import type { SchemaKey, Shape } from './keys.ts';
import { meaningOf } from './meanings.ts';

/** docs/timeline-keys.md, written from the schema. */
export function documentOf(keys: readonly SchemaKey[]): string {
  const groups = new Map<string, SchemaKey[]>();
  for (const key of keys) {
    const group = key.name.includes('.') && !/^(canvas|tracks)\b/.test(key.name) ? key.name.slice(0, key.name.indexOf('.')) : '';
    groups.set(group, [...(groups.get(group) ?? []), key]);
  }
  const sections = [...groups].map(([group, list]) => {
    const title = group === '' ? '## The document' : `## \`${group}\``;
    const example = group === '' ? '' : `Example: [${group}.json](../packages/timeline/examples/${group}.json)\n\n`;
    const rows = list.map((key) => row(key, group));
    return `${title}\n${example}| Key | Values | Unit | Default |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return (
    '# Every key of the timeline\n\n' +
    'Written from the JSON Schema by `packages/timeline/test/coverage.spec.ts`, which also checks that each key stands in an example and changes what is\n' +
    'compiled. What the keys do: [timeline.md](timeline.md).\n\n' +
    sections.join('\n')
  );
}

function row(key: SchemaKey, group: string): string {
  const name = group === '' ? key.name : key.name.slice(group.length + 1);
  const meaning = meaningOf(key.name);
  const said = meaning?.default === undefined ? (meaning?.absent ?? '') : `\`${JSON.stringify(meaning.default)}\``;
  const values = key.name.endsWith('.easing') ? 'an [easing](easings.md)' : valuesOf(key.forms);
  return `| \`${name}\` | ${values} | ${meaning?.unit} | ${key.required ? 'required' : said} |`;
}

const valuesOf = (forms: readonly Shape[]): string => [...new Set(forms.map(formText))].join(', or ');

function formText(form: Shape): string {
  if (form.const !== undefined) return `\`${JSON.stringify(form.const)}\``;
  if (form.enum) {
    const all = form.enum.map((v) => `\`${JSON.stringify(v)}\``);
    return all.length > 20 ? `${all.slice(0, 3).join(', ')}, … (${all.length} in all)` : all.join(', ');
  }
  if (form.items) return 'a list';
  if (form.properties) return `{ ${Object.keys(form.properties).join(', ')} }`;
  if (form.type === 'number' || form.type === 'integer') return range(form);
  if (form.type === 'boolean') return '`true`, `false`';
  if (form.type === 'object') return 'by name';
  if (form.pattern?.startsWith('^#')) return '`"#rrggbb"`';
  if (form.pattern?.startsWith('^asset')) return '`"asset:<id>"`';
  return form.pattern?.includes('px') ? '`"120px"`, `"50%"`' : 'text';
}

function range({ minimum, maximum, exclusiveMinimum }: Shape): string {
  const from = exclusiveMinimum === undefined ? minimum : `more than ${exclusiveMinimum}`;
  return from === undefined ? 'a number' : `${from} to ${maximum}`;
}
