import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openFalSigner } from '../../../../tools/simulators/fal.ts';
import { type CallbackSignatures, callbackSignatures } from './signatures.ts';

const body = '{"request_id":"r1","status":"OK"}';
const now = (): string => String(Math.floor(Date.now() / 1000));

const signer = openFalSigner();
let asked = 0;
let away = false;
let server: Server;
let signatures: CallbackSignatures;
beforeAll(async () => {
  server = createServer((_, response) => {
    asked += 1;
    response.writeHead(away ? 503 : 200).end(JSON.stringify(signer.keys));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());
beforeEach(() => {
  asked = 0;
  away = false;
  const falJwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
  signatures = callbackSignatures({ replicateWebhookSecret: null, falJwksUrl });
});

it("takes fal's callbacks that one of its keys has signed, and asks for the keys once", async () => {
  expect(await signatures.judge('fal', signer.sign('r1', now(), body), body)).toBe('signed');
  expect(await signatures.judge('fal', signer.sign('r2', now(), body), body)).toBe('signed');
  expect(asked).toBe(1);
});

it('refuses what is forged, changed, too old or not signed at all', async () => {
  const forger = openFalSigner();
  const anHourAgo = String(Number(now()) - 3600);
  const headers = signer.sign('r1', now(), body);
  const bad: [Record<string, string>, string][] = [
    [forger.sign('r1', now(), body), body],
    [headers, `${body} `],
    [{ ...headers, 'x-fal-webhook-request-id': 'r2' }, body],
    [{ ...headers, 'x-fal-webhook-signature': 'nonsense' }, body],
    [signer.sign('r1', anHourAgo, body), body],
    [signer.sign('r1', 'soon', body), body],
    [{}, body],
  ];
  for (const [said, text] of bad) expect(await signatures.judge('fal', said, text)).toBe('forged');
  // New keys are looked for when none fits, but not each time.
  expect(asked).toBe(1);
});

it('believes nothing while the keys are not to be had', async () => {
  away = true;
  expect(await signatures.judge('fal', signer.sign('r1', now(), body), body)).toBe('unsigned');
});

it('takes what others send for a hint', async () => {
  expect(await signatures.judge('luma', {}, body)).toBe('unsigned');
  expect(await signatures.judge('replicate', {}, body)).toBe('unsigned');
});
