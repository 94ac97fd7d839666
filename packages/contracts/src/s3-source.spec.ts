import { describe, expect, it } from '@jest/globals';
import { allowedSource, parseS3Address } from './s3-source.ts';

const sources = [
  { bucket: 'media', prefix: 'public/', roleArn: null },
  { bucket: 'media', prefix: 'team', roleArn: null },
  { bucket: 'all-of-it', prefix: '', roleArn: 'arn:aws:iam::000000000000:role/reader' },
];
const allowed = (address: string) => allowedSource(address, sources, 'ours');

describe('s3:// sources', () => {
  it('are allowed by bucket and prefix', () => {
    expect(allowed('s3://media/public/a.mp4')).toBe(sources[0]);
    expect(allowed('s3://media/team/a.mp4')).toBe(sources[1]);
    expect(allowed('s3://all-of-it/any/where.mp4')).toBe(sources[2]);
  });

  it.each([
    's3://media/private/a.mp4',
    's3://media/publicity',
    's3://media/team-secret/a.mp4',
    's3://media/team',
    's3://media/public/../private/a',
    's3://mediA/public/a',
    's3://other/a',
    's3://media',
    's3://media/',
    'https://media/public/a',
    '',
  ])('are refused otherwise: %s', (address) => expect(allowed(address)).toBeNull());

  it('are never in the own bucket, whatever the list says', () => {
    expect(allowedSource('s3://ours/ws/a', [{ bucket: 'ours', prefix: '', roleArn: null }], 'ours')).toBeNull();
  });

  it('are taken apart', () => {
    expect(parseS3Address('s3://media/a/b c.mp4')).toEqual({ bucket: 'media', key: 'a/b c.mp4' });
    expect(parseS3Address('s3://a')).toBeNull();
  });
});
