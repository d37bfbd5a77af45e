// A provider's answer is foreign input (T42): its size, its time and where it comes from are bounded here, once for all.
import { TransportFailure } from './transport-failure';

export const MAX_ANSWER_BYTES = 256 * 1024;

export interface BoundedRequest {
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** For the whole of it, the last byte of the answer included. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export interface BoundedAnswer {
  status: number;
  headers: Headers;
  text: string;
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Throws `TransportFailure` and nothing else. */
export async function boundedFetch(url: string, request: BoundedRequest): Promise<BoundedAnswer> {
  const { method, headers, body, timeoutMs, signal } = request;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
      ...(body === undefined ? {} : { body }),
    });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new TransportFailure('REDIRECTED', `The provider answered with a redirect (${response.status})`);
    }
    return { status: response.status, headers: response.headers, text: await boundedText(response) };
  } catch (error) {
    throw asFailure(error, timeout);
  }
}

async function boundedText(response: Response): Promise<string> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES)
      throw new TransportFailure('ANSWER_TOO_LARGE', `The answer is larger than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asFailure(error: unknown, timeout: AbortSignal): TransportFailure {
  if (error instanceof TransportFailure) return error;
  if (timeout.aborted) return new TransportFailure('TIMEOUT', 'The provider did not answer in time', error);
  const code = codeOf(error);
  if (code !== null && NEVER_SENT.has(code))
    return new TransportFailure('NOT_SENT', `The provider cannot be reached (${code})`, error);
  return new TransportFailure('NO_CONNECTION', 'The connection to the provider broke', error);
}

/** Node tries every address of a name and tells of all of them at once. */
function codeOf(error: unknown): string | null {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown; errors?: { code?: unknown }[] } };
  const codes = cause?.errors ? cause.errors.map((each) => each.code) : [cause?.code];
  const [first] = codes;
  const known = codes.every((code) => typeof code === 'string' && NEVER_SENT.has(code));
  return known && typeof first === 'string' ? first : null;
}
