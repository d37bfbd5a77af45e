import { DEFAULT_SETTINGS } from '../merchants';
import { judge } from './auto-refund';

const failed = {
  paymentStatus: 'paid',
  fulfilmentStatus: 'failed',
  isTest: false,
  totalMinor: 2_000,
  refundedMinor: 0,
  openRefundMinor: 0,
  currency: 'CNY',
} as const;
const autoRefund = { enabled: true, maxAmountMinor: 2_000, maxPerDeviceDay: 3, maxPerHour: 10 };
const settings = { ...DEFAULT_SETTINGS, autoRefund };
const unused = { ofDeviceToday: 0, ofMerchantThisHour: 0 };

describe('the policy on a cup that failed', () => {
  it('refunds up to its caps', () => {
    expect(judge(failed, settings, { ofDeviceToday: 2, ofMerchantThisHour: 9 })).toEqual({
      verdict: 'refund',
    });
  });

  it.each([
    ['auto_refund_off', failed, DEFAULT_SETTINGS, unused],
    ['auto_refund_off', failed, null, unused],
    ['auto_refund_currency', { ...failed, currency: 'EUR' }, settings, unused],
    ['auto_refund_amount_cap', { ...failed, totalMinor: 2_001 }, settings, unused],
    ['auto_refund_device_cap', failed, settings, { ofDeviceToday: 3, ofMerchantThisHour: 3 }],
    ['auto_refund_hour_cap', failed, settings, { ofDeviceToday: 0, ofMerchantThisHour: 10 }],
  ] as const)('leaves it to people: %s', (why, order, own, used) => {
    expect(judge(order, own, used)).toEqual({ verdict: 'people', why });
  });

  it.each([
    ['no money came', { ...failed, paymentStatus: 'unpaid' as const }],
    ['the cup was made after all', { ...failed, fulfilmentStatus: 'completed' as const }],
    ['it was a test', { ...failed, isTest: true }],
    ['a refund is on its way', { ...failed, openRefundMinor: 1, paymentStatus: 'refund_pending' as const }],
    ['it was free', { ...failed, totalMinor: 0 }],
  ])('decides nothing when %s', (_why, order) => {
    expect(judge(order, settings, unused)).toEqual({ verdict: 'nothing' });
  });
});
