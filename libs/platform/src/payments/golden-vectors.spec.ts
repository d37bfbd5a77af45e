import { X509Certificate } from 'node:crypto';
import Stripe from 'stripe';
import { loadConfig } from '../config';
import golden from './fixtures/golden-vectors.json';
import { rsaPublicKey, verifiesSha256 } from './rsa';
import { createStripe, readStripeEvent } from './stripe-client';
import { verifyWechatMessage } from './wechat-signatures';
import { fenOf, yuanOf } from './yuan';

describe('golden vectors', () => {
  it('of WeChat Pay are verified by the certificate whose serial they name', () => {
    const certificate = new X509Certificate(golden.certificate);
    const keys = new Map([[certificate.serialNumber, certificate.publicKey]]);
    const now = new Date(Number(golden.wechat.timestamp) * 1000);
    expect(() => verifyWechatMessage(golden.wechat, keys, now)).not.toThrow();
    const other = { ...golden.wechat, nonce: 'c5ac7061fccab6bf3e254dcf98995b8d' };
    expect(() => verifyWechatMessage(other, keys, now)).toThrow(/wrong signature/);
  });

  it('of RSA2 are verified by the public key, in PEM or bare', () => {
    const bare = golden.public_key.replace(/-----[^-]+-----|\s/g, '');
    for (const text of [golden.public_key, bare])
      expect(verifiesSha256(golden.rsa2.text, golden.rsa2.signature, rsaPublicKey(text))).toBe(true);
    const key = rsaPublicKey(golden.public_key);
    expect(verifiesSha256(`${golden.rsa2.text} `, golden.rsa2.signature, key)).toBe(false);
  });

  it('of Stripe have the signature that Stripe computes', () => {
    const { body: payload, secret, timestamp, v1 } = golden.stripe;
    const header = new Stripe('sk_test_1').webhooks.generateTestHeaderString({ payload, secret, timestamp });
    expect(header).toBe(`t=${timestamp},v1=${v1}`);
  });
});

describe("Stripe's notifications", () => {
  const { stripe: settings } = loadConfig({
    STRIPE_SECRET_KEY: 'sk_test_1',
    STRIPE_WEBHOOK_SECRET: 'whsec_1',
  }).payments;
  const stripe = createStripe(settings!);
  const payload = '{"id":"evt_1","object":"event","type":"refund.updated"}';
  const now = (): number => Math.floor(Date.now() / 1000);
  const read = (header: string | null, body = payload): Stripe.Event | null =>
    readStripeEvent(stripe, Buffer.from(body), header, 'whsec_1');
  const sign = (timestamp: number, secret = 'whsec_1'): string =>
    stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

  it("signed by Stripe's own helper are read", () => {
    expect(read(sign(now()))).toMatchObject({ id: 'evt_1' });
  });

  it('older than five minutes, changed, foreign or unsigned are not', () => {
    const refused = [
      read(sign(now() - 301)),
      read(sign(now()), payload.replace('evt_1', 'evt_2')),
      read(sign(now(), 'whsec_2')),
      read(null),
      read(''),
    ];
    expect(refused).toEqual([null, null, null, null, null]);
  });
});

describe('yuan', () => {
  it.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [1999, '19.99'],
    [100_000_000_001, '1000000000.01'],
  ])('has two decimals: %i fen is %s', (fen, yuan) => {
    expect(yuanOf(fen)).toBe(yuan);
    expect(fenOf(yuan)).toBe(fen);
  });

  it('is no amount when it is no number of whole fen', () => {
    expect([fenOf('1.001'), fenOf('-1'), fenOf('1e3'), fenOf(''), fenOf(1)]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(fenOf('1.5')).toBe(150);
    expect(() => yuanOf(1.5)).toThrow();
  });
});
