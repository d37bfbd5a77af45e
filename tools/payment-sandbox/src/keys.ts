// Keys of the merchant and of the providers, made at the first start into a folder that only its owner reads.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const MCHID = '1900000109';
export const CERT_SERIAL = '5F3A9C0D11E24B7788AA66CC44EE22BB10293847';
export const PLATFORM_KEY_ID = 'PUB_KEY_ID_0119000001092026010100000000';
export const APP_ID = '2021000000000001';
export const SELLER_ID = '2088000000000001';

export interface Keys {
  /** Ours as a merchant of WeChat Pay, and the platform's. */
  merchant: KeyObject;
  platform: KeyObject;
  apiV3Key: string;
  /** Ours as an app of Alipay, and Alipay's. */
  app: KeyObject;
  alipay: KeyObject;
  stripeSecretKey: string;
  stripeWebhookSecret: string;
  /** Of somebody else: signs what shall be refused. */
  stranger: KeyObject;
}

const RSA_NAMES = ['merchant', 'platform', 'app', 'alipay', 'stranger'] as const;

export function loadKeys(folder: string): Keys {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const rsa = RSA_NAMES.map((name) => [name, createPrivateKey(kept(folder, `${name}.pem`, newRsaKey))]);
  const keys = Object.fromEntries(rsa) as Record<(typeof RSA_NAMES)[number], KeyObject>;
  for (const name of ['platform', 'alipay'] as const)
    kept(folder, `${name}.pub.pem`, () => publicPem(keys[name]));
  return {
    ...keys,
    apiV3Key: kept(folder, 'api-v3.key', () => randomBytes(16).toString('hex')),
    stripeSecretKey: kept(folder, 'stripe.key', () => `sk_test_${randomBytes(24).toString('hex')}`),
    stripeWebhookSecret: kept(folder, 'stripe-webhook.key', () => `whsec_${randomBytes(24).toString('hex')}`),
  };
}

/** What an API must be started with to speak to this sandbox. */
export function environmentFor(folder: string, url: string): Record<string, string> {
  const file = (name: string): string => path.resolve(folder, name);
  return {
    WECHAT_MCHID: MCHID,
    WECHAT_CERT_SERIAL: CERT_SERIAL,
    WECHAT_PRIVATE_KEY_FILE: file('merchant.pem'),
    WECHAT_API_V3_KEY_FILE: file('api-v3.key'),
    WECHAT_PLATFORM_KEYS_FILE: file('platform.pub.pem'),
    WECHAT_PLATFORM_KEY_ID: PLATFORM_KEY_ID,
    WECHAT_BASE_URL: url,
    ALIPAY_APP_ID: APP_ID,
    ALIPAY_PRIVATE_KEY_FILE: file('app.pem'),
    ALIPAY_PUBLIC_KEY_FILE: file('alipay.pub.pem'),
    ALIPAY_SELLER_ID: SELLER_ID,
    ALIPAY_GATEWAY_URL: `${url}/gateway.do`,
    STRIPE_SECRET_KEY_FILE: file('stripe.key'),
    STRIPE_WEBHOOK_SECRET_FILE: file('stripe-webhook.key'),
    STRIPE_BASE_URL: url,
  };
}

function newRsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function publicPem(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}

function kept(folder: string, name: string, make: () => string): string {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) writeWhole(file, make());
  return fs.readFileSync(file, 'utf8');
}

/** A start that is killed half way leaves no half file. */
export function writeWhole(file: string, text: string): void {
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}
