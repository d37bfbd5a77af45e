import type { NotifyingProvider } from '@coffee/contract/payments';
import { Answer } from '../http';

type Body = string | Record<string, unknown>;

/** The words after which a provider stops telling the same again. */
const THANKS: Record<NotifyingProvider, Body> = {
  wechat: { code: 'SUCCESS', message: 'OK' },
  alipay: 'success',
  stripe: { received: true },
};
const PLAIN_TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

export function thanks(provider: NotifyingProvider): Answer<Body> {
  const body = THANKS[provider];
  return new Answer(200, body, typeof body === 'string' ? PLAIN_TEXT : {});
}

/** `code` and `message` as WeChat Pay reads them, `error` as everybody else does. */
export function refusal(requestId: string): Answer<Body> {
  const message = 'The notification is not signed as agreed';
  const error = { code: 'UNAUTHORIZED', message, request_id: requestId };
  return new Answer(401, { ok: false, code: 'FAIL', message, error });
}
