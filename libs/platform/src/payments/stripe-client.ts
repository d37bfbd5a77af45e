import Stripe from 'stripe';
import { boundedFetch } from './bounded-fetch';
import { TransportFailure } from './transport-failure';

export interface StripeSettings {
  secretKey: string;
  webhookSecret: string;
  baseUrl: string;
  timeoutMs: number;
}

const RETRIES = 2;

/** Stripe's own client over our bounded transport. It repeats by itself what got lost, with the same idempotency key. */
export function createStripe({ secretKey, baseUrl, timeoutMs }: StripeSettings): Stripe {
  const { protocol, hostname, port } = new URL(baseUrl);
  const http = protocol === 'http:';
  return new Stripe(secretKey, {
    host: hostname,
    port: port || (http ? 80 : 443),
    protocol: http ? 'http' : 'https',
    timeout: timeoutMs,
    maxNetworkRetries: RETRIES,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((url: string | URL | Request, init?: RequestInit) =>
      stripeFetch(url as string, init ?? {}, timeoutMs),
    ),
  });
}

async function stripeFetch(url: string, init: RequestInit, timeoutMs: number): Promise<Response> {
  const headers = new Headers(init.headers);
  // `fetch` measures the body by itself. Told twice, the length is refused as soon as any package brought its own undici.
  headers.delete('Content-Length');
  const answer = await boundedFetch(url, {
    method: init.method === 'POST' ? 'POST' : 'GET',
    headers: Object.fromEntries(headers.entries()),
    ...(typeof init.body === 'string' && init.method === 'POST' ? { body: init.body } : {}),
    timeoutMs,
    signal: init.signal ?? undefined,
  });
  return new Response(answer.text === '' ? null : answer.text, {
    status: answer.status,
    headers: answer.headers,
  });
}

/** The event, or null when Stripe did not sign exactly these bytes within the last five minutes. */
export function readStripeEvent(
  stripe: Stripe,
  raw: Buffer,
  signature: string | null,
  secret: string,
): Stripe.Event | null {
  if (signature === null) return null;
  try {
    return stripe.webhooks.constructEvent(raw, signature, secret);
  } catch {
    return null;
  }
}

/** What the SDK throws for a request that did not come to an answer. */
export function transportFailureIn(error: unknown): TransportFailure | null {
  const detail = (error as { detail?: unknown } | null)?.detail;
  if (error instanceof TransportFailure) return error;
  return detail instanceof TransportFailure ? detail : null;
}
