// What a provider's answer makes of a refund. Pure, so that every order of answers, deaths and repeats can be tried.
import type { RefundStatus } from '@coffee/contract/refunds';
import type { PaymentProvider, RefundOutcome } from '../payments';
import { mayRefundMove } from './order-states';

export type RefundStep = 'submit' | 'query';

/** A refund in the hands of one worker, as it was when it was claimed. */
export interface RefundAtHand {
  status: RefundStatus;
  /** What was done now. */
  step: RefundStep;
  /** Claims so far, this one included. */
  attempts: number;
  /** Queries since the last submission, this one included. */
  queries: number;
  ageSeconds: number;
}

export interface RefundMove {
  status: RefundStatus;
  /** What the next look does. */
  step: RefundStep;
  queries: number;
  /** Null: nothing is left to do. */
  lookAgainAfterSeconds: number | null;
  needsAttention: boolean;
  error: { code: string; message: string } | null;
  /** Absent: the number that is known stays. */
  providerRefundId?: string | null;
}

type Pacing = Pick<PaymentProvider, 'nextQueryAfterSeconds'>;

const FIRST_BACKOFF_SECONDS = 5;
const MAX_BACKOFF_SECONDS = 300;
/** Money in limbo moves by people, so the provider is asked seldom. */
const STUCK_SECONDS = 1_800;
/** A provider that could not be reached for this long is worth a person's look; one that works on it may take a day. */
const SLOW_SECONDS = 600;
const SLOW_AT_PROVIDER_SECONDS = 86_400;

export function afterOutcome(refund: RefundAtHand, outcome: RefundOutcome, pacing: Pacing): RefundMove {
  switch (outcome.state) {
    case 'succeeded':
      return { ...ended('succeeded'), ...told(outcome.providerRefundId) };
    case 'failed':
      return { ...ended('failed', outcome), ...told(outcome.providerRefundId) };
    case 'processing':
      return { ...asking(refund, 'processing', pacing), ...told(outcome.providerRefundId) };
    case 'stuck':
      return { ...stuck(refund, outcome), ...told(outcome.providerRefundId) };
    case 'retry':
      return postponed(refund, outcome);
    case 'unknown':
      return { ...asking(refund, 'unknown', pacing), error: errorOf(outcome) };
    case 'absent':
      return absent(refund, pacing);
  }
}

const errorOf = ({ code, message }: { code: string; message: string }) => ({ code, message });
const told = (id: string | null | undefined) => (id == null ? {} : { providerRefundId: id });
const backoff = (attempts: number): number =>
  Math.min(MAX_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** Math.min(attempts - 1, 10));

function ended(
  status: 'succeeded' | 'failed',
  failure: { code: string; message: string } | null = null,
): RefundMove {
  return {
    status,
    step: 'query',
    queries: 0,
    lookAgainAfterSeconds: null,
    needsAttention: failure !== null,
    error: failure && errorOf(failure),
  };
}

/** Not final: a query that tells nothing new leaves the refund as it is. */
function asking(refund: RefundAtHand, next: 'processing' | 'unknown', pacing: Pacing): RefundMove {
  const status = mayRefundMove(refund.status, next) ? next : refund.status;
  const slow = status === 'processing' ? SLOW_AT_PROVIDER_SECONDS : SLOW_SECONDS;
  return {
    status,
    step: 'query',
    queries: refund.queries,
    lookAgainAfterSeconds: pacing.nextQueryAfterSeconds(refund.queries + 1),
    needsAttention: refund.ageSeconds > slow,
    error: null,
  };
}

function stuck(refund: RefundAtHand, failure: { code: string; message: string }): RefundMove {
  return {
    status: mayRefundMove(refund.status, 'processing') ? 'processing' : refund.status,
    step: 'query',
    queries: refund.queries,
    lookAgainAfterSeconds: STUCK_SECONDS,
    needsAttention: true,
    error: errorOf(failure),
  };
}

/** Nothing acted: a submission is repeated under its number, a query that was turned away is asked again. */
function postponed(
  refund: RefundAtHand,
  outcome: { code: string; message: string; afterSeconds?: number },
): RefundMove {
  return {
    status: refund.step === 'submit' ? 'requested' : refund.status,
    step: refund.step,
    queries: refund.queries,
    lookAgainAfterSeconds: outcome.afterSeconds ?? backoff(refund.attempts),
    needsAttention: refund.ageSeconds > SLOW_SECONDS,
    error: errorOf(outcome),
  };
}

/** The provider never heard of it, so it is told, again under the same number. One that it had accepted is a riddle. */
function absent(refund: RefundAtHand, pacing: Pacing): RefundMove {
  if (mayRefundMove(refund.status, 'requested')) {
    const needsAttention = refund.ageSeconds > SLOW_SECONDS;
    return {
      status: 'requested',
      step: 'submit',
      queries: 0,
      lookAgainAfterSeconds: 0,
      needsAttention,
      error: null,
    };
  }
  const error = {
    code: 'ABSENT',
    message: 'The provider does not know this refund, although it had accepted it',
  };
  const riddle = { ...asking(refund, 'processing', pacing), needsAttention: true, error };
  return refund.status === 'succeeded' ? { ...riddle, lookAgainAfterSeconds: null } : riddle;
}
