// Alipay's own SDK signs and verifies; the request itself goes through our bounded transport, because the SDK follows
// redirects, reads answers of any size and verifies them only when it is asked to.
import type { KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import type { AlipaySdk } from 'alipay-sdk';
import { boundedFetch } from './bounded-fetch';
import { type JsonObject, parseObject, textAt } from './json-object';
import { isCanonicalBase64 } from './rsa';
import { TransportFailure } from './transport-failure';

export interface AlipaySettings {
  appId: string;
  privateKey: KeyObject;
  alipayPublicKey: KeyObject;
  /** Null: not checked. */
  sellerId: string | null;
  gatewayUrl: string;
  timeoutMs: number;
}

/** A fifth of what a process loads at its start: only those with keys for Alipay pay for it. */
const loadSdk = () => createRequire(__filename)('alipay-sdk') as typeof import('alipay-sdk');

/** `code` 10000 says that the call worked, and nothing about money. */
export type AlipayAnswer = JsonObject & { code: string };

export class AlipayClient {
  private readonly sdk: AlipaySdk;

  constructor(private readonly settings: AlipaySettings) {
    const { AlipaySdk: Sdk } = loadSdk();
    this.sdk = new Sdk({
      appId: settings.appId,
      keyType: 'PKCS8',
      privateKey: settings.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      alipayPublicKey: settings.alipayPublicKey.export({ type: 'spki', format: 'pem' }).toString(),
      signType: 'RSA2',
    });
  }

  /** Keys of the content are snake_case already. Throws `TransportFailure`. */
  async call(method: string, content: JsonObject, signal?: AbortSignal): Promise<AlipayAnswer> {
    const signed = new URLSearchParams(this.sdk.sdkExecute(method, { bizContent: content }));
    const body = new URLSearchParams({ biz_content: signed.get('biz_content') ?? '' }).toString();
    signed.delete('biz_content');
    const { gatewayUrl, timeoutMs } = this.settings;
    const answer = await boundedFetch(`${gatewayUrl}?${signed.toString()}`, {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded;charset=utf-8',
      },
      body,
      timeoutMs,
      signal,
    });
    if (answer.status !== 200)
      throw new TransportFailure('ANSWER_GARBAGE', `The gateway answered with status ${answer.status}`);
    return this.verified(answer.text, `${method.replaceAll('.', '_')}_response`);
  }

  /** The parameters, or null when Alipay did not sign exactly these for this app. */
  readNotification(raw: Buffer): Record<string, string> | null {
    const entries = [...new URLSearchParams(raw.toString('utf8'))];
    const told = Object.fromEntries(entries);
    const { appId, sellerId } = this.settings;
    const twice = Object.keys(told).length !== entries.length;
    // The SDK takes the algorithm from the message, and SHA-1 is one of them.
    if (twice || told['sign_type'] !== 'RSA2' || !isCanonicalBase64(told['sign'] ?? '')) return null;
    if (!this.sdk.checkNotifySignV2(told)) return null;
    const isOurs = told['app_id'] === appId && (sellerId === null || told['seller_id'] === sellerId);
    return isOurs ? told : null;
  }

  /** Only the part that is signed is read: a second one of the same name beside it is not. */
  private verified(text: string, name: string): AlipayAnswer {
    const answer = parseObject(text);
    const sign = textAt(answer, 'sign') ?? '';
    if (!isCanonicalBase64(sign) || !text.includes(`"${name}"`))
      throw new TransportFailure('ANSWER_UNTRUSTED', 'The answer is not signed');
    try {
      this.sdk.checkResponseSign(text, name, sign, '');
    } catch (error) {
      throw new TransportFailure('ANSWER_UNTRUSTED', 'The answer has a wrong signature', error);
    }
    const data = parseObject(this.sdk.getSignStr(text, name));
    const code = textAt(data, 'code');
    if (code === null) throw new TransportFailure('ANSWER_GARBAGE', 'The answer has no code');
    return { ...data, code };
  }
}
