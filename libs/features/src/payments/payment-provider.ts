// The port between our refunds and whoever pays them. An adapter answers what is known and never throws for what the
// provider or the network did; the refund's id is its number there, so that asking twice pays once.
export const PROVIDERS = ['wechat', 'alipay', 'stripe', 'corp'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export interface RefundOrder {
  /** A uuid: the provider's idempotency number. */
  refundId: string;
  orderId: string;
  paymentTxnId: string | null;
  amountMinor: number;
  /** What was paid. */
  totalMinor: number;
  currency: string;
  reason: string;
  /** The provider's own number, once it told one. */
  providerRefundId: string | null;
  merchantId: number | null;
}

export type RefundOutcome =
  | { state: 'succeeded'; providerRefundId: string | null }
  /** Accepted, not final: ask again. */
  | { state: 'processing'; providerRefundId: string | null }
  /** A definite no: nothing was paid, and never will be under this number. */
  | { state: 'failed'; code: string; message: string; providerRefundId?: string | null }
  /** Money in limbo (WeChat's ABNORMAL): not final, a person must act; keep asking slowly. */
  | { state: 'stuck'; code: string; message: string; providerRefundId: string | null }
  /** Definite: nothing acted; try again later under the same number. */
  | { state: 'retry'; code: string; message: string; afterSeconds?: number }
  /** A timeout, a 5xx, garbage, a bad signature: it may have acted; query later with the same number. */
  | { state: 'unknown'; code: string; message: string }
  /** Only from a query: the provider never heard of this number. */
  | { state: 'absent' };

export interface PaymentProvider {
  readonly name: ProviderName;
  isConfigured(): boolean;
  refund(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome>;
  query(order: RefundOrder, signal?: AbortSignal): Promise<RefundOutcome>;
  /** Seconds until the n-th query, from 1. */
  nextQueryAfterSeconds(attempt: number): number;
  /** The least time between two refunds of one payment. */
  readonly minSecondsBetweenRefunds: number;
}

/** What a provider told by itself, its signature checked. It rings and never decides: money follows a query alone. */
export interface VerifiedNotification {
  provider: ProviderName;
  /** Unique at the provider: the same event delivered twice has the same. */
  eventId: string;
  kind: string;
  /** Null: about something that is no refund of ours. */
  refundId: string | null;
  outcome?: RefundOutcome;
  payload: Record<string, unknown>;
}
