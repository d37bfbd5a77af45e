import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import {
  decryptWechatResource,
  verifyWechatMessage,
  wechatAuthorization,
  type WechatSignedMessage,
} from './wechat-signatures';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = createPublicKey(privateKey);
const NOW = new Date('2026-11-26T08:00:00Z');
const SECONDS = Math.floor(NOW.getTime() / 1000);
const API_KEY = '0123456789abcdef0123456789abcdef';
const KEYS = new Map([['SERIAL1', publicKey]]);

/** Signed by the independent library. */
function told(body: string, secondsAgo = 0): WechatSignedMessage {
  const timestamp = String(SECONDS - secondsAgo);
  const nonce = Formatter.nonce();
  const signature = Rsa.sign(Formatter.response(timestamp, nonce, body), privateKey);
  return { timestamp, nonce, serial: 'SERIAL1', signature, body };
}

const verify = (message: WechatSignedMessage): void => verifyWechatMessage(message, KEYS, NOW);

describe('signatures of WeChat Pay', () => {
  it('on our requests are accepted by an independent verifier', () => {
    const line = { method: 'POST', path: '/v3/refund/domestic/refunds?x=1', body: '{"原因":"咖啡"}' };
    const signer = { mchid: '19', certSerial: 'C1', privateKey };
    const header = wechatAuthorization(signer, { ...line, timestampSeconds: SECONDS });
    const part = (name: string): string => new RegExp(`${name}="([^"]+)"`).exec(header)?.[1] ?? '';
    expect(header).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="19",/);
    expect([part('serial_no'), part('timestamp')]).toEqual(['C1', String(SECONDS)]);
    const text = Formatter.request(line.method, line.path, SECONDS, part('nonce_str'), line.body);
    expect(Rsa.verify(text, part('signature'), publicKey)).toBe(true);
  });

  it('by an independent signer are accepted by us', () => {
    expect(() => verify(told('{"a":"一"}'))).not.toThrow();
    expect(() => verify(told(''))).not.toThrow();
  });

  it.each([
    ['older than five minutes', told('{}', 301)],
    ['from the future', told('{}', -301)],
    ['of a key that we do not know', { ...told('{}'), serial: 'SERIAL2' }],
    ['wrong on purpose', { ...told('{}'), signature: `WECHATPAY/SIGNTEST/${told('{}').signature ?? ''}` }],
    ['absent', { ...told('{}'), signature: null }],
    ['without a time', { ...told('{}'), timestamp: '' }],
    ['of another body', { ...told('{}'), body: '{} ' }],
  ])('%s are refused', (_what, message) => {
    expect(() => verify(message)).toThrow(expect.objectContaining({ fault: 'ANSWER_UNTRUSTED' }));
  });

  it('with any other character in their place are refused', () => {
    const message = told('{}');
    const signature = message.signature ?? '';
    fc.assert(
      fc.property(
        fc.nat(signature.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        (place, letter) => {
          fc.pre(signature[place] !== letter);
          const changed = signature.slice(0, place) + letter + signature.slice(place + 1);
          expect(() => verify({ ...message, signature: changed })).toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('encrypted resources of WeChat Pay', () => {
  const nonce = 'a1b2c3d4e5f6';
  const ciphertext = Aes.AesGcm.encrypt('{"状态":"SUCCESS"}', API_KEY, nonce, 'refund');

  it('made by an independent library are read', () => {
    const text = decryptWechatResource({ ciphertext, nonce, associatedData: 'refund' }, API_KEY);
    expect(JSON.parse(text)).toEqual({ 状态: 'SUCCESS' });
  });

  it('with one bit changed are refused', () => {
    const bytes = Buffer.from(ciphertext, 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const resource = { ciphertext: changed.toString('base64'), nonce, associatedData: 'refund' };
        expect(() => decryptWechatResource(resource, API_KEY)).toThrow(/cannot be decrypted/);
      }),
    );
    const other = { ciphertext, nonce, associatedData: 'other' };
    expect(() => decryptWechatResource(other, API_KEY)).toThrow(/cannot be decrypted/);
    expect(() => decryptWechatResource({ ...other, ciphertext: '' }, API_KEY)).toThrow(/no sane/);
  });
});
