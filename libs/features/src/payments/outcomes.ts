import { TransportFailure } from '@coffee/platform/payments';
import type { RefundOutcome } from './payment-provider';

/** An outcome with which the provider said no for good. */
export type Refusal = Extract<RefundOutcome, { state: 'failed' }>;

export const NOT_CONFIGURED: RefundOutcome = {
  state: 'retry',
  code: 'PROVIDER_NOT_CONFIGURED',
  message: 'The provider is not configured',
  afterSeconds: 300,
};

export function failed(code: string, message: string): Refusal {
  return { state: 'failed', code, message };
}

export function unknown(code: string, message: string): RefundOutcome {
  return { state: 'unknown', code, message };
}

export function retry(code: string, message: string, afterSeconds: number): RefundOutcome {
  return { state: 'retry', code, message, afterSeconds };
}

/** Only a connection that never was is a definite nothing. Anything but a transport failure is a bug and passes through. */
export function outcomeOfFailure(error: unknown): RefundOutcome {
  if (!(error instanceof TransportFailure)) throw error;
  if (error.fault === 'NOT_SENT') return retry(error.fault, error.message, 30);
  return unknown(error.fault, error.message);
}

/**
 * A refusal may be about the repetition of a refund that did happen. It is believed when the provider, asked by the
 * same number, knows of none; otherwise what it says then is the truth.
 */
export async function confirmed(
  refusal: Refusal,
  query: () => Promise<RefundOutcome>,
): Promise<RefundOutcome> {
  const found = await query();
  if (found.state === 'absent') return refusal;
  if (found.state === 'retry') return unknown(refusal.code, refusal.message);
  return found;
}

/** At most so many bytes of UTF-8, and no half character. */
export function clipped(text: string, maxBytes: number): string {
  let clip = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > maxBytes) break;
    clip += character;
  }
  return clip;
}
