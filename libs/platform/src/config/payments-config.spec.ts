import { generateKeyPairSync } from 'node:crypto';
import { ConfigError, loadConfig } from './index';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC_PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const WECHAT = {
  WECHAT_MCHID: '1900000001',
  WECHAT_CERT_SERIAL: '7E3F',
  WECHAT_PRIVATE_KEY: PRIVATE_PEM,
  WECHAT_API_V3_KEY: '0123456789abcdef0123456789abcdef',
  WECHAT_PLATFORM_KEYS: PUBLIC_PEM,
  WECHAT_PLATFORM_KEY_ID: 'PUB_KEY_ID_01',
};
const ALIPAY = { ALIPAY_APP_ID: '2021', ALIPAY_PRIVATE_KEY: PRIVATE_PEM, ALIPAY_PUBLIC_KEY: PUBLIC_PEM };
const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' };
const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  DATABASE_URL: 'postgres://coffee:pa55@db:5432/coffee',
  REDIS_URL: 'redis://redis:6379/0',
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

const without = (env: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([key]) => key !== name));

describe('keys of payment providers', () => {
  it('may all be absent', () => {
    expect(loadConfig({}).payments).toEqual({ wechat: null, alipay: null, stripe: null });
  });

  it('make a provider ready when they are whole', () => {
    const { payments } = loadConfig({ ...WECHAT, ...ALIPAY, ...STRIPE });
    expect(payments.wechat?.baseUrl).toBe('https://api.mch.weixin.qq.com');
    expect([...(payments.wechat?.platformKeys.keys() ?? [])]).toEqual(['PUB_KEY_ID_01']);
    expect(payments.alipay?.gatewayUrl).toBe('https://openapi.alipay.com/gateway.do');
    expect(payments.stripe?.baseUrl).toBe('https://api.stripe.com');
  });

  it.each([
    ['WeChat Pay', WECHAT, 'WECHAT_API_V3_KEY'],
    ['Alipay', ALIPAY, 'ALIPAY_PUBLIC_KEY'],
    ['Stripe', STRIPE, 'STRIPE_WEBHOOK_SECRET'],
  ])('stop the start with one line when %s is configured only in part', (title, env, name) => {
    expect(faultsOf(without(env, name))).toEqual([
      `${name}: is missing: ${title} is configured only in part`,
    ]);
  });

  it('name all that is missing in that line', () => {
    expect(faultsOf({ ALIPAY_APP_ID: '2021' })).toEqual([
      'ALIPAY_PRIVATE_KEY: is missing, as ALIPAY_PUBLIC_KEY is: Alipay is configured only in part',
    ]);
  });

  it('are refused when they are no keys, without being repeated', () => {
    const told = faultsOf({ ...WECHAT, WECHAT_PRIVATE_KEY: 'hunter2', WECHAT_API_V3_KEY: 'hunter2' });
    expect(told).toEqual([
      'WECHAT_PRIVATE_KEY: is no RSA key of 2048 bits or more',
      'WECHAT_API_V3_KEY: must have exactly 32 bytes',
    ]);
    expect(faultsOf(without(WECHAT, 'WECHAT_PLATFORM_KEY_ID'))[0]).toMatch(/^WECHAT_PLATFORM_KEYS: /);
  });

  it('may be bare base64, as the tools of Alipay give them out', () => {
    const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '');
    const env = { ...ALIPAY, ALIPAY_PRIVATE_KEY: bare(PRIVATE_PEM), ALIPAY_PUBLIC_KEY: bare(PUBLIC_PEM) };
    expect(loadConfig(env).payments.alipay?.privateKey.equals(privateKey)).toBe(true);
  });

  it.each([
    ['WECHAT_BASE_URL', 'http://127.0.0.1:9000'],
    ['WECHAT_BASE_URL', 'https://api.mch.weixin.qq.com.evil.example'],
    ['ALIPAY_GATEWAY_URL', 'https://127.0.0.1/gateway.do'],
    ['STRIPE_BASE_URL', 'http://api.stripe.com'],
  ])('go to nobody else in production: %s=%s', (name, url) => {
    expect(faultsOf({ ...PRODUCTION, [name]: url })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: .*in production$`)),
    ]);
    expect(faultsOf({ [name]: url })).toEqual([]);
  });

  it("may go to the provider's own second address in production", () => {
    expect(faultsOf({ ...PRODUCTION, WECHAT_BASE_URL: 'https://api2.mch.weixin.qq.com' })).toEqual([]);
  });
});
