import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from '../../test/gateway.ts';

describe('/schemas', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  it("serves the timeline's schema by its version, and no other", async () => {
    const answer = await fetch(`${gateway.url}/schemas/timeline.v1.json`);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(answer.headers.get('content-type')).toContain('application/schema+json');
    expect(await answer.json()).toMatchObject({ $id: 'timeline.v1.json', properties: { version: { const: 1 } } });
    for (const file of ['timeline.v2.json', 'timeline.v0.json', 'timeline.v01.json', 'timeline.json', 'constructor'])
      expect([file, (await fetch(`${gateway.url}/schemas/${file}`)).status]).toEqual([file, 404]);
  });
});
