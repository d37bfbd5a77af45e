import { parseMoney } from '@coffee/contract/money';
import type { OrderItem } from '@coffee/contract/orders';
import type { ManualRefund, RefundQuote } from '@coffee/contract/refunds';

export const REFUND_STEPS = ['what', 'why', 'review'] as const;
export type RefundStep = (typeof REFUND_STEPS)[number];
export const REFUND_MODES = ['whole', 'items', 'amount'] as const;

/** What is chosen so far. `quantities` has one entry per line of the order. */
export interface RefundDraft {
  mode: (typeof REFUND_MODES)[number];
  quantities: number[];
  amount: string;
  reason: string;
  note: string;
}

export const emptyDraft = (items: readonly OrderItem[]): RefundDraft => ({
  mode: 'whole',
  quantities: items.map(() => 0),
  amount: '',
  reason: '',
  note: '',
});

/** In minor units, as all sums here. */
export const minorOf = (amount: number): number => parseMoney(amount) ?? 0;

/** What the draft asks for; null while it asks for nothing that could be sent. More than is left cannot be asked for. */
export function amountOf(draft: RefundDraft, quote: RefundQuote, items: readonly OrderItem[]): number | null {
  const left = minorOf(quote.refundable);
  const minor = wished(draft, left, items);
  return minor === null || minor < 1 || minor > left ? null : minor;
}

function wished(draft: RefundDraft, left: number, items: readonly OrderItem[]): number | null {
  if (draft.mode === 'whole') return left;
  if (draft.mode === 'amount') return parseMoney(draft.amount.trim().replace(',', '.'));
  const sum = items.reduce(
    (total, item, line) => total + minorOf(item.unit_price) * (draft.quantities[line] ?? 0),
    0,
  );
  // An order may have cost less than its lines: then no line is worth more than what is left.
  return Math.min(sum, left);
}

/** `other` says nothing by itself. */
export function isExplained({ reason, note }: RefundDraft): boolean {
  return reason !== '' && (reason !== 'other' || note.trim() !== '');
}

export function toBody(draft: RefundDraft, minor: number): ManualRefund {
  const note = draft.note.trim();
  return { reason: draft.reason, amount: minor / 100, ...(note === '' ? {} : { note }) };
}
