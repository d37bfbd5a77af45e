// A merchant's webhook may be anything (T40): its name is looked up once per connection, every address it has is judged, and
// the connection goes to an address that was judged. Redirects are never followed, and the body of an answer is not kept.
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { Webhook } from 'standardwebhooks';
import { Config } from '../config';
import { NOT_SENT, SENT, type SendOutcome } from './send-outcome';
import { webhookTargetProblem } from './target-rules';

/** For the whole of it: looking up, connecting, sending, the head of the answer. */
export const WEBHOOK_TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_SECONDS = 3_600;

export interface WebhookMessage {
  url: string;
  /** `webhook-id`: the same at every attempt. */
  id: string;
  /** Of this attempt. */
  at: Date;
  body: string;
  /** Each signs; a receiver needs to know one of them. */
  secrets: readonly string[];
}

/** Signed by Standard Webhooks. */
@Injectable()
export class WebhookClient {
  private readonly allowPrivate: boolean;
  private readonly agents: { http: RequestFilteringHttpAgent; https: RequestFilteringHttpsAgent };
  /** Specs have names of their own. */
  lookup: LookupFunction | undefined;

  constructor(config: Config) {
    this.allowPrivate = config.allowPrivateWebhooks;
    const options = { allowPrivateIPAddress: this.allowPrivate, keepAlive: false };
    this.agents = {
      http: new RequestFilteringHttpAgent(options),
      https: new RequestFilteringHttpsAgent(options),
    };
  }

  /** Never throws. */
  async send(message: WebhookMessage): Promise<SendOutcome> {
    const problem = webhookTargetProblem(message.url, { allowPrivate: this.allowPrivate });
    if (problem !== null) return NOT_SENT('ADDRESS_REFUSED', `The address ${problem}`);
    const signal = AbortSignal.timeout(WEBHOOK_TIMEOUT_MS);
    try {
      return outcomeOf(await this.post(message, signal));
    } catch (error) {
      return failureOf(error as NodeJS.ErrnoException, signal);
    }
  }

  /** Resolves at the head of the answer; what follows is drained within the limits of size and time. */
  private post(
    { url, id, at, body, secrets }: WebhookMessage,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const isPlain = new URL(url).protocol === 'http:';
    const options: RequestOptions = {
      method: 'POST',
      agent: isPlain ? this.agents.http : this.agents.https,
      signal,
      ...(this.lookup ? { lookup: this.lookup } : {}),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Coffee-Admin-Webhooks/1',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
      },
    };
    return new Promise((resolve, reject) => {
      const request = (isPlain ? requestHttp : requestHttps)(url, options, (answer) => {
        drain(answer);
        resolve(answer);
      });
      // Stays for what breaks after the head: the promise is settled then.
      request.on('error', reject);
      request.end(body);
    });
  }
}

function drain(answer: IncomingMessage): void {
  let size = 0;
  answer.on('error', () => undefined);
  answer.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) answer.destroy();
  });
}

function outcomeOf({ statusCode = 0, headers }: IncomingMessage): SendOutcome {
  if (statusCode >= 200 && statusCode < 300) return SENT(statusCode);
  if (statusCode >= 300 && statusCode < 400)
    return NOT_SENT('REDIRECTED', 'The receiver answered with a redirect, which is not followed', {
      statusCode,
    });
  return NOT_SENT('HTTP_STATUS', `The receiver answered ${statusCode}`, {
    statusCode,
    // Gone: the receiver does not want to hear of it again.
    isFinal: statusCode === 410,
    retryAfterSeconds: secondsOf(headers['retry-after']),
  });
}

function secondsOf(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,6}$/.test(header.trim())) return null;
  return Math.min(Number(header), MAX_RETRY_AFTER_SECONDS);
}

const UNKNOWN_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);

/** Says what kind of thing went wrong, and nothing that would map a network for whoever chose the address. */
function failureOf(error: NodeJS.ErrnoException, signal: AbortSignal): SendOutcome {
  if (signal.aborted) return NOT_SENT('TIMEOUT', `No answer within ${WEBHOOK_TIMEOUT_MS / 1000} s`);
  if (/is not allowed\. Because/.test(error.message))
    return NOT_SENT('ADDRESS_REFUSED', 'The name leads into a private network');
  const code = error.code ?? '';
  if (UNKNOWN_NAME.has(code)) return NOT_SENT('NAME_NOT_FOUND', 'The name of the receiver is not known');
  if (/CERT|TLS|SSL|EPROTO|SIGNATURE|ISSUER/.test(code))
    return NOT_SENT('TLS_FAILED', 'The certificate or the TLS of the receiver is not valid');
  return NOT_SENT('CONNECTION_FAILED', 'The connection to the receiver failed');
}
