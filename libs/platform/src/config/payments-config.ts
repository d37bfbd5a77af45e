// Keys of the payment providers. A provider is configured whole or not at all; half of one stops the start.
import { X509Certificate, type KeyObject } from 'node:crypto';
import {
  type AlipaySettings,
  rsaPrivateKey,
  rsaPublicKey,
  type StripeSettings,
  type WechatPaySettings,
} from '../payments';
import type { EnvReader } from './env-reader';

/** Null: not configured. */
export interface PaymentsConfig {
  readonly wechat: WechatPaySettings | null;
  readonly alipay: AlipaySettings | null;
  readonly stripe: StripeSettings | null;
}

interface Surroundings {
  production: boolean;
  publicUrl: string;
}

/** The providers' own addresses: in production an override that leads elsewhere would hand our requests to strangers. */
const OWN_HOSTS = {
  WECHAT_BASE_URL: ['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com'],
  ALIPAY_GATEWAY_URL: ['openapi.alipay.com'],
  STRIPE_BASE_URL: ['api.stripe.com'],
};

export function readPayments(reader: EnvReader, around: Surroundings): PaymentsConfig {
  const timeoutMs = reader.integer('PAYMENT_TIMEOUT_SECONDS', 10, { min: 1, max: 60 }) * 1000;
  return Object.freeze({
    wechat: readWechat(reader, around, timeoutMs),
    alipay: readAlipay(reader, around, timeoutMs),
    stripe: readStripe(reader, around, timeoutMs),
  });
}

function readWechat(
  reader: EnvReader,
  { production, publicUrl }: Surroundings,
  timeoutMs: number,
): WechatPaySettings | null {
  const given = whole(reader, 'WeChat Pay', {
    WECHAT_MCHID: reader.optional('WECHAT_MCHID'),
    WECHAT_CERT_SERIAL: reader.optional('WECHAT_CERT_SERIAL'),
    WECHAT_PRIVATE_KEY: reader.secret('WECHAT_PRIVATE_KEY'),
    WECHAT_API_V3_KEY: reader.secret('WECHAT_API_V3_KEY'),
    WECHAT_PLATFORM_KEYS: reader.secret('WECHAT_PLATFORM_KEYS'),
  });
  const keyId = reader.optional('WECHAT_PLATFORM_KEY_ID');
  const baseUrl = baseUrlOf(reader, 'WECHAT_BASE_URL', 'https://api.mch.weixin.qq.com', production);
  if (!given) return null;
  const privateKey = key(reader, 'WECHAT_PRIVATE_KEY', given.WECHAT_PRIVATE_KEY, rsaPrivateKey);
  const platformKeys = readPlatformKeys(reader, given.WECHAT_PLATFORM_KEYS, keyId);
  if (Buffer.byteLength(given.WECHAT_API_V3_KEY) !== 32)
    reader.fault('WECHAT_API_V3_KEY', 'must have exactly 32 bytes', null);
  if (!privateKey || !platformKeys) return null;
  const notifyUrl = `${publicUrl}/api/v1/payments/wechat/notify`;
  return {
    mchid: given.WECHAT_MCHID,
    certSerial: given.WECHAT_CERT_SERIAL,
    privateKey,
    apiV3Key: given.WECHAT_API_V3_KEY,
    platformKeys,
    baseUrl,
    // WeChat Pay refuses a refund that names an address without TLS.
    notifyUrl: notifyUrl.startsWith('https:') || baseUrl.startsWith('http:') ? notifyUrl : null,
    timeoutMs,
  };
}

/** Certificates know their serials; a bare public key is known by the id that the merchant's console shows. */
function readPlatformKeys(
  reader: EnvReader,
  text: string,
  keyId: string | null,
): Map<string, KeyObject> | null {
  const keys = new Map<string, KeyObject>();
  const blocks = text.replaceAll('\\n', '\n').match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [];
  try {
    for (const block of blocks) {
      if (block.includes('BEGIN CERTIFICATE')) {
        const certificate = new X509Certificate(block);
        keys.set(certificate.serialNumber, certificate.publicKey);
      } else if (keyId !== null) keys.set(keyId, rsaPublicKey(block));
    }
  } catch {
    return reader.fault(
      'WECHAT_PLATFORM_KEYS',
      'holds something that is no certificate and no public key',
      null,
    );
  }
  if (keys.size === blocks.length && blocks.length > 0) return keys;
  const problem = 'must hold certificates in PEM, or one public key with WECHAT_PLATFORM_KEY_ID to name it';
  return reader.fault('WECHAT_PLATFORM_KEYS', problem, null);
}

function readAlipay(
  reader: EnvReader,
  { production }: Surroundings,
  timeoutMs: number,
): AlipaySettings | null {
  const given = whole(reader, 'Alipay', {
    ALIPAY_APP_ID: reader.optional('ALIPAY_APP_ID'),
    ALIPAY_PRIVATE_KEY: reader.secret('ALIPAY_PRIVATE_KEY'),
    ALIPAY_PUBLIC_KEY: reader.secret('ALIPAY_PUBLIC_KEY'),
  });
  const sellerId = reader.optional('ALIPAY_SELLER_ID');
  const gateway = 'https://openapi.alipay.com/gateway.do';
  const gatewayUrl = baseUrlOf(reader, 'ALIPAY_GATEWAY_URL', gateway, production);
  if (!given) return null;
  const privateKey = key(reader, 'ALIPAY_PRIVATE_KEY', given.ALIPAY_PRIVATE_KEY, rsaPrivateKey);
  const alipayPublicKey = key(reader, 'ALIPAY_PUBLIC_KEY', given.ALIPAY_PUBLIC_KEY, rsaPublicKey);
  if (!privateKey || !alipayPublicKey) return null;
  return { appId: given.ALIPAY_APP_ID, privateKey, alipayPublicKey, sellerId, gatewayUrl, timeoutMs };
}

function readStripe(
  reader: EnvReader,
  { production }: Surroundings,
  timeoutMs: number,
): StripeSettings | null {
  const given = whole(reader, 'Stripe', {
    STRIPE_SECRET_KEY: reader.secret('STRIPE_SECRET_KEY'),
    STRIPE_WEBHOOK_SECRET: reader.secret('STRIPE_WEBHOOK_SECRET'),
  });
  const baseUrl = baseUrlOf(reader, 'STRIPE_BASE_URL', 'https://api.stripe.com', production);
  if (!given) return null;
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = given;
  return { secretKey, webhookSecret, baseUrl, timeoutMs };
}

function whole<Name extends string>(
  reader: EnvReader,
  title: string,
  values: Record<Name, string | null>,
): Record<Name, string> | null {
  const names = Object.keys(values) as Name[];
  const missing = names.filter((name) => values[name] === null);
  if (missing.length === 0) return values as Record<Name, string>;
  const [first] = missing;
  if (first === undefined || missing.length === names.length) return null;
  const others = missing.slice(1);
  const also = others.length > 0 ? `, as ${others.join(' and ')} ${others.length > 1 ? 'are' : 'is'}` : '';
  return reader.fault(first, `is missing${also}: ${title} is configured only in part`, null);
}

function key(
  reader: EnvReader,
  name: string,
  text: string,
  read: (text: string) => KeyObject,
): KeyObject | null {
  try {
    return read(text);
  } catch {
    return reader.fault(name, 'is no RSA key of 2048 bits or more', null);
  }
}

function baseUrlOf(
  reader: EnvReader,
  name: keyof typeof OWN_HOSTS,
  own: string,
  production: boolean,
): string {
  const told = reader.text(name, own).replace(/\/+$/, '');
  const url = URL.canParse(told) ? new URL(told) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.search || url.hash)
    return reader.fault(name, 'must be an absolute http or https address without query', own);
  const isOwn = url.protocol === 'https:' && OWN_HOSTS[name].includes(url.host);
  if (production && !isOwn)
    return reader.fault(name, `must be https and one of ${OWN_HOSTS[name].join(', ')} in production`, own);
  return told;
}
