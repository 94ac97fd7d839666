import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from './environment.ts';

const GOOD = {
  DATABASE_URL: 'postgresql://wp_app:x@127.0.0.1/workprint',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  S3_ENDPOINT: 'http://127.0.0.1:7070',
  S3_BUCKET: 'workprint',
  S3_ACCESS_KEY_ID: 'a',
  S3_SECRET_ACCESS_KEY: 's',
};
const problems = (work: () => unknown): readonly string[] => {
  try {
    work();
    return [];
  } catch (error) {
    return (error as EnvironmentError).problems;
  }
};

describe('readEnvironment', () => {
  it('parses what is there and fills in the rest', () => {
    const env = readEnvironment({
      source: { ...GOOD, PORT: '8080', FETCH_ALLOW_HOSTS: 'a:1, b:2,', S3_FORCE_PATH_STYLE: 'false', LUMAAI_API_KEY: '', OTHER: 'x' },
    });
    expect(env).toMatchObject({
      PORT: 8080,
      OPS_PORT: 0,
      FETCH_ALLOW_HOSTS: ['a:1', 'b:2'],
      S3_FORCE_PATH_STYLE: false,
      TEMPORAL_NAMESPACE: 'workprint',
    });
    expect(env.LUMAAI_API_KEY).toBeUndefined();
    expect(env).not.toHaveProperty('OTHER');
  });

  it('names every bad variable at once', () => {
    const { S3_BUCKET: _, ...source } = { ...GOOD, PORT: 'http', S3_ENDPOINT: 'nowhere', LOG_LEVEL: 'loud' };
    const found = problems(() => readEnvironment({ source, require: ['WORKPRINT_SECRET', 'PORT'] }));
    expect(found.map((p) => p.split(':')[0]).sort()).toEqual(['LOG_LEVEL', 'PORT', 'S3_BUCKET', 'S3_ENDPOINT', 'WORKPRINT_SECRET']);
    expect(found).toContain('S3_BUCKET: is missing');
  });

  it('never repeats a secret', () => {
    const found = problems(() => readEnvironment({ source: { ...GOOD, WORKPRINT_SECRET: 'tooshort' } }));
    expect(found).toHaveLength(1);
    expect(found.join()).not.toContain('tooshort');
  });
});
