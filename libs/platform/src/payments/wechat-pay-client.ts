import type { IncomingHttpHeaders } from 'node:http';
import { boundedFetch } from './bounded-fetch';
import { type JsonObject, parseObject, textAt } from './json-object';
import { TransportFailure } from './transport-failure';
import {
  decryptWechatResource,
  type PlatformKeys,
  verifyWechatMessage,
  type WechatSigner,
  wechatAuthorization,
} from './wechat-signatures';

export interface WechatPaySettings extends WechatSigner {
  apiV3Key: string;
  platformKeys: PlatformKeys;
  /** Without a trailing slash. */
  baseUrl: string;
  /** Null: notifications come where the merchant's account says. */
  notifyUrl: string | null;
  timeoutMs: number;
}

export interface WechatAnswer {
  status: number;
  body: JsonObject;
}

export interface WechatNotification {
  id: string;
  eventType: string;
  /** Decrypted. */
  resource: JsonObject;
}

const JSON_HEADERS = {
  Accept: 'application/json',
  'Content-Type': 'application/json',
  'User-Agent': 'coffee-admin',
};

/** Speaks WeChat Pay API v3. Answers are verified before they are read; whatever goes wrong is a `TransportFailure`. */
export class WechatPayClient {
  constructor(
    private readonly settings: WechatPaySettings,
    private readonly now: () => Date,
  ) {}

  get(path: string, signal?: AbortSignal): Promise<WechatAnswer> {
    return this.call('GET', path, '', signal);
  }

  post(path: string, body: JsonObject, signal?: AbortSignal): Promise<WechatAnswer> {
    return this.call('POST', path, JSON.stringify(body), signal);
  }

  /** Throws `TransportFailure` unless the platform sent it, lately and to this merchant. */
  readNotification(headers: IncomingHttpHeaders, raw: Buffer): WechatNotification {
    const told = (name: string): string | null => {
      const value = headers[name];
      return typeof value === 'string' ? value : null;
    };
    this.verify(told, raw);
    const event = parseObject(raw.toString('utf8'));
    const { apiV3Key, mchid } = this.settings;
    if (textAt(event, 'resource', 'algorithm') !== 'AEAD_AES_256_GCM')
      throw new TransportFailure('ANSWER_GARBAGE', 'The notification is not encrypted as agreed');
    const ciphertext = textAt(event, 'resource', 'ciphertext') ?? '';
    const nonce = textAt(event, 'resource', 'nonce') ?? '';
    const associatedData = textAt(event, 'resource', 'associated_data') ?? '';
    const resource = parseObject(decryptWechatResource({ ciphertext, nonce, associatedData }, apiV3Key));
    const [id, eventType] = [textAt(event, 'id'), textAt(event, 'event_type')];
    if (id === null || eventType === null || resource['mchid'] !== mchid)
      throw new TransportFailure('ANSWER_UNTRUSTED', 'The notification is not for this merchant');
    return { id, eventType, resource };
  }

  private async call(
    method: 'GET' | 'POST',
    path: string,
    body: string,
    signal?: AbortSignal,
  ): Promise<WechatAnswer> {
    const { baseUrl, timeoutMs } = this.settings;
    const url = new URL(baseUrl + path);
    const timestampSeconds = Math.floor(this.now().getTime() / 1000);
    const line = { method, path: url.pathname + url.search, body, timestampSeconds };
    const headers = { ...JSON_HEADERS, Authorization: wechatAuthorization(this.settings, line) };
    const sent = method === 'POST' ? { body } : {};
    const answer = await boundedFetch(url.href, { method, headers, timeoutMs, signal, ...sent });
    // Neither says anything about money, and not all of them are signed.
    if (answer.status === 401 || answer.status === 429 || answer.status >= 500)
      return { status: answer.status, body: {} };
    this.verify((name) => answer.headers.get(name), answer.text);
    return { status: answer.status, body: answer.status === 204 ? {} : parseObject(answer.text) };
  }

  private verify(header: (name: string) => string | null, body: string | Buffer): void {
    const message = {
      timestamp: header('wechatpay-timestamp'),
      nonce: header('wechatpay-nonce'),
      serial: header('wechatpay-serial'),
      signature: header('wechatpay-signature'),
      body,
    };
    verifyWechatMessage(message, this.settings.platformKeys, this.now());
  }
}
