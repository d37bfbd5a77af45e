// WeChat Pay API v3 signs both ways: our requests with the merchant's key, its answers and notifications with the
// platform's. https://pay.weixin.qq.com/doc/v3/merchant/4012365342
import { createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { signSha256, verifiesSha256 } from './rsa';
import { TransportFailure } from './transport-failure';

const TOLERANCE_SECONDS = 300;
/** The platform sends some signatures wrong on purpose, to see that they are refused. */
const PROBE = 'WECHATPAY/SIGNTEST/';
const TAG_BYTES = 16;
const NONCE_BYTES = 12;

export interface WechatSigner {
  mchid: string;
  /** Of the merchant's certificate. */
  certSerial: string;
  privateKey: KeyObject;
}

export interface WechatRequestLine {
  method: string;
  /** With its query. */
  path: string;
  body: string;
  timestampSeconds: number;
  nonce?: string;
}

/** The Authorization header. */
export function wechatAuthorization(signer: WechatSigner, request: WechatRequestLine): string {
  const { method, path, body, timestampSeconds, nonce = randomBytes(16).toString('hex') } = request;
  const text = `${method}\n${path}\n${timestampSeconds}\n${nonce}\n${body}\n`;
  const parts = {
    mchid: signer.mchid,
    nonce_str: nonce,
    signature: signSha256(text, signer.privateKey),
    timestamp: String(timestampSeconds),
    serial_no: signer.certSerial,
  };
  const told = Object.entries(parts).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${told.join(',')}`;
}

export interface WechatSignedMessage {
  timestamp: string | null;
  nonce: string | null;
  serial: string | null;
  signature: string | null;
  body: string | Buffer;
}

/** Serial of a certificate, or id of a public key, to the key. */
export type PlatformKeys = ReadonlyMap<string, KeyObject>;

/** Throws `TransportFailure` ANSWER_UNTRUSTED unless the platform said exactly this, and lately. */
export function verifyWechatMessage(message: WechatSignedMessage, keys: PlatformKeys, now: Date): void {
  const { timestamp, nonce, serial, signature, body } = message;
  if (timestamp === null || nonce === null || serial === null || signature === null)
    throw untrusted('is not signed');
  if (!/^\d{10}$/.test(timestamp)) throw untrusted('has no sane timestamp');
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) throw untrusted('is stale');
  if (signature.startsWith(PROBE)) throw untrusted('is a probe with a wrong signature');
  const key = keys.get(serial);
  if (!key) throw untrusted('is signed by a key that we do not know');
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);
  if (!verifiesSha256(text, signature, key)) throw untrusted('has a wrong signature');
}

export interface WechatResource {
  ciphertext: string;
  nonce: string;
  associatedData: string;
}

/** AES-256-GCM with the APIv3 key; the tag stands behind the text. Throws `TransportFailure` ANSWER_UNTRUSTED. */
export function decryptWechatResource(resource: WechatResource, apiV3Key: string): string {
  const bytes = Buffer.from(resource.ciphertext, 'base64');
  const nonce = Buffer.from(resource.nonce, 'utf8');
  if (bytes.length <= TAG_BYTES || nonce.length !== NONCE_BYTES) throw untrusted('has no sane ciphertext');
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), nonce, options);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  decipher.setAAD(Buffer.from(resource.associatedData, 'utf8'));
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
    return text.toString('utf8');
  } catch (error) {
    throw untrusted('cannot be decrypted with our key', error);
  }
}

function untrusted(what: string, cause?: unknown): TransportFailure {
  return new TransportFailure('ANSWER_UNTRUSTED', `The message ${what}`, cause);
}
