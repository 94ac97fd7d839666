import { createHash } from 'node:crypto';

/** What every simulated model publishes, as models of cog do: OpenAPI with the input under components/schemas/Input. */
const OPENAPI = {
  openapi: '3.0.2',
  info: { title: 'Cog', version: '0.1.0' },
  paths: {},
  components: {
    schemas: {
      Input: {
        type: 'object',
        title: 'Input',
        required: ['prompt'],
        properties: {
          prompt: { type: 'string', title: 'Prompt', 'x-order': 0, description: 'Text prompt for video generation' },
          duration: { type: 'integer', title: 'Duration', minimum: 1, maximum: 60, default: 5, 'x-order': 1 },
          aspect_ratio: { allOf: [{ $ref: '#/components/schemas/aspect_ratio' }], default: '16:9', 'x-order': 2 },
          start_image: { type: 'string', title: 'Start Image', format: 'uri', nullable: true, 'x-order': 3 },
          seed: { type: 'integer', title: 'Seed', nullable: true, 'x-order': 4 },
        },
      },
      aspect_ratio: { type: 'string', title: 'aspect_ratio', enum: ['16:9', '9:16', '4:3', '3:4', '1:1', '21:9'] },
      Output: { type: 'string', title: 'Output', format: 'uri' },
    },
  },
};

/** The version that a model of this name is at. */
export const latestVersion = (model: string): string => createHash('sha256').update(model).digest('hex');

export const versionOf = (id: string): Record<string, unknown> => ({
  id,
  created_at: '2026-01-01T00:00:00.000Z',
  cog_version: '0.16.0',
  openapi_schema: OPENAPI,
});

export const modelOf = (owner: string, name: string, origin: string): Record<string, unknown> => ({
  url: `${origin}/${owner}/${name}`,
  owner,
  name,
  description: 'A simulated model',
  visibility: 'public',
  run_count: 0,
  cover_image_url: null,
  default_example: null,
  latest_version: versionOf(latestVersion(`${owner}/${name}`)),
});
