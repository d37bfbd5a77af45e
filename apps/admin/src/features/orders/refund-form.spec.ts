import type { OrderItem } from '@coffee/contract/orders';
import type { RefundQuote } from '@coffee/contract/refunds';
import { amountOf, emptyDraft, isExplained, toBody } from './refund-form';

const items = [
  { product_id: 'latte', name: 'Latte', qty: 2, unit_price: 12.5, options: {} },
  { product_id: 'mocha', name: 'Mocha', qty: 1, unit_price: 0.1, options: {} },
] as OrderItem[];
const quote = { refundable: 18.1 } as RefundQuote;
const draft = emptyDraft(items);

describe('a refund that is being filled in', () => {
  it('asks for all that is left, for lines, or for an amount', () => {
    expect(amountOf(draft, quote, items)).toBe(1_810);
    expect(amountOf({ ...draft, mode: 'items', quantities: [1, 1] }, quote, items)).toBe(1_260);
    expect(amountOf({ ...draft, mode: 'amount', amount: '0,30' }, quote, items)).toBe(30);
  });

  it('cannot ask for more than is left, for nothing, or for what is no amount', () => {
    expect(amountOf({ ...draft, mode: 'items', quantities: [2, 1] }, quote, items)).toBe(1_810);
    expect(amountOf({ ...draft, mode: 'items' }, quote, items)).toBeNull();
    for (const amount of ['18.11', '0', '', 'ten', '1.005', '-1']) {
      expect(amountOf({ ...draft, mode: 'amount', amount }, quote, items)).toBeNull();
    }
  });

  it('needs a reason, and a note where the reason says nothing', () => {
    expect(isExplained(draft)).toBe(false);
    expect(isExplained({ ...draft, reason: 'quality' })).toBe(true);
    expect(isExplained({ ...draft, reason: 'other', note: '  ' })).toBe(false);
    expect(toBody({ ...draft, reason: 'other', note: ' spilt ' }, 1_210)).toEqual({
      reason: 'other',
      note: 'spilt',
      amount: 12.1,
    });
  });
});
