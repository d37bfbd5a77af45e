import type { DeliveryError } from '@coffee/contract/notifications';

/** How one attempt to tell somebody went. */
export interface SendOutcome {
  ok: boolean;
  /** Of HTTP or SMTP, when the other side answered. */
  statusCode: number | null;
  code: DeliveryError | null;
  /** One sentence for people; nothing of an answer's body. */
  message: string | null;
  /** To try again would change nothing. */
  isFinal: boolean;
  /** What the other side asked for. */
  retryAfterSeconds: number | null;
}

export const SENT = (statusCode: number | null): SendOutcome => ({
  ok: true,
  statusCode,
  code: null,
  message: null,
  isFinal: true,
  retryAfterSeconds: null,
});

export const NOT_SENT = (
  code: DeliveryError,
  message: string,
  more: Partial<Pick<SendOutcome, 'statusCode' | 'isFinal' | 'retryAfterSeconds'>> = {},
): SendOutcome => ({
  ok: false,
  statusCode: null,
  code,
  message,
  isFinal: false,
  retryAfterSeconds: null,
  ...more,
});
