import { describe, expect, it } from '@jest/globals';
import { readDataUri } from './data-uri.ts';
import { falProvider } from './fal/fal.ts';
import { lumaProvider } from './luma/luma.ts';
import { FailureError, type Intent } from './port.ts';
import { openProviders } from './providers.ts';
import { replicateProvider } from './replicate/replicate.ts';

const luma = lumaProvider({ apiKey: 'key' });
const replicate = replicateProvider({ apiToken: 'key' });
const intent = (input: Record<string, unknown>, prompt: string | null = 'a river', model = 'm'): Intent => ({
  model,
  kind: 'VIDEO',
  prompt,
  input,
});

describe('an intent in the provider’s own words', () => {
  it('luma: the shortest length that is long enough, snake case, own keys win', () => {
    const { input } = luma.describeInput(intent({ length: 3.5, aspectRatio: '9:16', loop: true, seed: null }));
    expect(input).toEqual({ prompt: 'a river', duration: '5s', aspect_ratio: '9:16', loop: true });
    expect(luma.describeInput(intent({ length: 6 })).input.duration).toBe('9s');
    expect(luma.describeInput(intent({ length: 12, duration: '9s' })).input.duration).toBe('9s');
    expect(luma.describeInput(intent({ length: 5, input: { aspect_ratio: '1:1', length: undefined } })).input.aspect_ratio).toBe('1:1');
  });

  it('luma: a length it can’t make is refused before anything is sent', () => {
    expect(() => luma.describeInput(intent({ length: 12 }))).toThrow('luma makes 5 or 9 s at a time; 12 s was asked for');
  });

  it('replicate: whole seconds, the model’s own keys as they are', () => {
    const { model, input } = replicate.describeInput(intent({ length: 4.2, aspectRatio: '16:9', num_frames: 81, prompt: 'other' }));
    expect({ model, input }).toEqual({ model: 'm', input: { prompt: 'a river', duration: 5, aspect_ratio: '16:9', num_frames: 81 } });
    expect(replicate.describeInput(intent({ prompt: 'from the input' }, null)).input).toEqual({ prompt: 'from the input' });
  });

  it('fal: whole seconds as a string, the endpoint’s own keys as they are', () => {
    const fal = falProvider({ apiKey: 'key' });
    const model = 'fal-ai/minimax/video-01';
    const { input } = fal.describeInput(intent({ length: 4.2, aspectRatio: '16:9', negative_prompt: 'blur' }, 'a river', model));
    expect(input).toEqual({ prompt: 'a river', duration: '5', aspect_ratio: '16:9', negative_prompt: 'blur' });
    expect(fal.describeInput(intent({ length: 4.2, duration: '5s' }, null, model)).input.duration).toBe('5s');
  });

  it.each(['https://not-fal.run/x', 'fal-ai/../x', 'video-01'])('fal: %s is no endpoint, and gets no key', (model) => {
    expect(() => falProvider({ apiKey: 'key' }).describeInput(intent({}, 'a river', model))).toThrow(FailureError);
  });

  it('asks real providers for callbacks at https addresses only', () => {
    expect([luma.reaches('http://127.0.0.1/x'), luma.reaches('https://example.com/x')]).toEqual([false, true]);
    const simulated = replicateProvider({ apiToken: 'key', baseUrl: 'http://127.0.0.1:1' });
    expect([replicate.reaches('http://127.0.0.1/x'), simulated.reaches('http://127.0.0.1/x')]).toEqual([false, true]);
  });
});

it('names the setting that is missing; the other provider works', () => {
  const providers = openProviders({ LUMAAI_API_KEY: 'key' });
  expect(providers.names).toEqual(['luma']);
  expect(providers.find('luma').name).toBe('luma');
  expect(() => providers.find('replicate')).toThrow("REPLICATE_API_TOKEN is not set, so replicate can't be used.");
  expect(() => providers.find('dall-e')).toThrow('There is no provider "dall-e"; there are fal, luma, replicate.');
});

it('reads data URIs', () => {
  expect(readDataUri('data:video/mp4;base64,AAEC')).toEqual({ contentType: 'video/mp4', bytes: Buffer.from([0, 1, 2]) });
  expect(readDataUri('data:,a%20b')).toEqual({ contentType: 'application/octet-stream', bytes: Buffer.from('a b') });
  expect(readDataUri('https://example.com/a.mp4')).toBeNull();
});
