import { eventually } from '@coffee/testing/eventually';
import { WebhookReceiver } from '@coffee/testing/webhook-receiver';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { Config, loadConfig } from '../config';
import { WebhookClient } from './webhook-client';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

const client = (allowPrivateWebhooks: boolean): WebhookClient =>
  new WebhookClient(new Config({ ...loadConfig(), allowPrivateWebhooks }));
const message = (url: string, at = new Date()) => ({
  url,
  id: 'msg_1',
  at,
  body: JSON.stringify({ type: 'channel.test', data: { n: 1 } }),
  secrets: [SECRET, OLD_SECRET],
});

/** Every name leads to this address. */
function names(address: string): LookupFunction {
  return (_name, options, callback) => {
    const family = address.includes(':') ? 6 : 4;
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

describe('the sender of webhooks', () => {
  let canary: WebhookReceiver;

  beforeEach(async () => {
    canary = await WebhookReceiver.start();
  });
  afterEach(() => canary.stop());

  it('signs so that any library of Standard Webhooks verifies it, with the new secret and with the old', async () => {
    const outcome = await client(true).send(message(canary.url));
    expect(outcome).toMatchObject({ ok: true, statusCode: 200 });
    const [got] = canary.taken;
    if (!got) throw new Error('nothing came');
    const headers = {
      'webhook-id': got.id,
      'webhook-timestamp': String(got.timestamp),
      'webhook-signature': got.signatures.join(' '),
    };
    for (const secret of [SECRET, OLD_SECRET])
      expect(new Webhook(secret).verify(got.text, headers)).toEqual({ type: 'channel.test', data: { n: 1 } });
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    expect(() => new Webhook(other).verify(got.text, headers)).toThrow('No matching signature');
  });

  it.each([
    ['http://127.0.0.1:PORT/'],
    ['https://127.0.0.1:PORT/'],
    ['https://2130706433:PORT/'],
    ['https://0x7f.1:PORT/'],
    ['https://[::ffff:127.0.0.1]:PORT/'],
    ['https://localhost.:PORT/'],
    ['https://user@127.0.0.1:PORT/'],
  ])('does not touch what is private: %s', async (form) => {
    const outcome = await client(false).send(message(form.replace('PORT', String(canary.port))));
    expect(outcome).toMatchObject({ ok: false, code: 'ADDRESS_REFUSED' });
    expect(canary.hits).toBe(0);
  });

  it.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.64.1.1',
    'fd00::1',
    '0.0.0.0',
  ])('does not follow a name that leads to %s', async (address) => {
    const sender = client(false);
    sender.lookup = names(address);
    const outcome = await sender.send(message(`https://innocent.example:${canary.port}/`));
    expect(outcome).toMatchObject({
      ok: false,
      code: 'ADDRESS_REFUSED',
      message: 'The name leads into a private network',
    });
    expect(canary.hits).toBe(0);
  });

  it('judges a name anew at each connection: what it led to before counts for nothing', async () => {
    const sender = client(false);
    let lookups = 0;
    sender.lookup = (name, options, callback) => {
      lookups += 1;
      if (lookups > 1) return names('127.0.0.1')(name, options, callback);
      callback(Object.assign(new Error('not yet'), { code: 'EAI_AGAIN' }), '', 4);
    };
    const first = await sender.send(message(`https://rebinding.example:${canary.port}/`));
    expect(first.code).toBe('NAME_NOT_FOUND');
    const second = await sender.send(message(`https://rebinding.example:${canary.port}/`));
    expect([second.code, lookups, canary.hits]).toEqual(['ADDRESS_REFUSED', 2, 0]);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i', async (status) => {
    const target = await WebhookReceiver.start();
    canary.mood = status;
    canary.headers = { location: target.url };
    const outcome = await client(true).send(message(canary.url));
    expect(outcome).toMatchObject({ ok: false, code: 'REDIRECTED', statusCode: status });
    expect([canary.hits, target.hits]).toEqual([1, 0]);
    await target.stop();
  });

  it.each([
    [500, {}, { code: 'HTTP_STATUS', statusCode: 500, isFinal: false, retryAfterSeconds: null }],
    [503, { 'retry-after': '120' }, { code: 'HTTP_STATUS', retryAfterSeconds: 120, isFinal: false }],
    [429, { 'retry-after': '999999' }, { code: 'HTTP_STATUS', retryAfterSeconds: 3_600 }],
    [410, {}, { code: 'HTTP_STATUS', statusCode: 410, isFinal: true }],
  ])('says what a receiver answered: %i %j', async (status, headers, outcome) => {
    Object.assign(canary, { mood: status, headers });
    expect(await client(true).send(message(canary.url))).toMatchObject({ ok: false, ...outcome });
  });

  it('says that a connection broke, was refused, or went to a name that nobody has', async () => {
    canary.mood = 'broken';
    expect((await client(true).send(message(canary.url))).code).toBe('CONNECTION_FAILED');
    const gone = await WebhookReceiver.start();
    const { url } = gone;
    await gone.stop();
    expect((await client(true).send(message(url))).code).toBe('CONNECTION_FAILED');
    expect((await client(true).send(message(canary.url.replace('http:', 'https:')))).code).toBe('TLS_FAILED');
    const sender = client(true);
    sender.lookup = (_name, _options, callback) =>
      callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 4);
    expect((await sender.send(message('https://nobody.example/'))).code).toBe('NAME_NOT_FOUND');
  });

  it('waits five seconds for an answer, and no longer', async () => {
    canary.mood = 'silent';
    const startedAt = performance.now();
    expect(await client(true).send(message(canary.url))).toMatchObject({ ok: false, code: 'TIMEOUT' });
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  it('takes the head of an answer for the answer, and cuts off a body without end', async () => {
    let cut = false;
    const flood: Server = createServer((request, response) => {
      request.resume();
      response.writeHead(200);
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      };
      response.on('drain', pour).on('close', () => (cut = true));
      pour();
    });
    flood.listen(0, '127.0.0.1');
    await once(flood, 'listening');
    const { port } = flood.address() as AddressInfo;
    expect(await client(true).send(message(`http://127.0.0.1:${port}/`))).toMatchObject({
      ok: true,
      statusCode: 200,
    });
    await eventually('the flood is cut off', () => cut);
    flood.close();
    await once(flood, 'close');
  });
});
