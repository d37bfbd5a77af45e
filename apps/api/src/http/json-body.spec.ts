import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { InvalidFormat, PayloadTooLarge } from '@coffee/platform/errors';
import type { BodyRules } from './body-rules';
import { readJsonBody } from './json-body';

const rules: BodyRules = { maxBytes: 100, maxKeys: 100, lenient: false };

function request(chunks: (string | Buffer)[], headers: Record<string, string> = {}): IncomingMessage {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  const length = String(chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0));
  const all = { 'content-type': 'application/json', 'content-length': length, ...headers };
  return Object.assign(stream, { headers: all }) as unknown as IncomingMessage;
}

describe('readJsonBody', () => {
  it('reads a body that arrives in pieces, in the middle of a character too', async () => {
    const bytes = Buffer.from('{"name":"咖啡"}');
    await expect(readJsonBody(request([bytes.subarray(0, 10), bytes.subarray(10)]), rules)).resolves.toEqual({
      name: '咖啡',
    });
  });

  it('reads nothing where nothing is sent, whatever the content type says', async () => {
    await expect(readJsonBody(request([], { 'content-type': 'text/csv' }), rules)).resolves.toBeUndefined();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'refuses the content type "%s"',
    async (type) => {
      const sent = request(['{}'], { 'content-type': type });
      await expect(readJsonBody(sent, rules)).rejects.toBeInstanceOf(InvalidFormat);
    },
  );

  it.each(['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON'])(
    'takes the content type %s',
    async (type) => {
      await expect(readJsonBody(request(['{}'], { 'content-type': type }), rules)).resolves.toEqual({});
    },
  );

  it('refuses compressed bodies, which could unpack to anything', async () => {
    const sent = request(['{}'], { 'content-encoding': 'gzip' });
    await expect(readJsonBody(sent, rules)).rejects.toBeInstanceOf(InvalidFormat);
  });

  it('refuses more bytes than allowed, told before or found on the way', async () => {
    const big = `{"a":"${'x'.repeat(200)}"}`;
    await expect(readJsonBody(request([big]), rules)).rejects.toBeInstanceOf(PayloadTooLarge);
    const lying = request([big.slice(0, 60), big.slice(60)], { 'content-length': '10' });
    await expect(readJsonBody(lying, rules)).rejects.toBeInstanceOf(PayloadTooLarge);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const sent = request([Buffer.from([0x22, 0xff, 0x22])]);
    await expect(readJsonBody(sent, rules)).rejects.toBeInstanceOf(InvalidFormat);
  });
});
