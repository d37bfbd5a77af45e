import { DEFAULT_SETTINGS, mergeSettings, toSettings } from './merchant-settings';

describe('merchant settings', () => {
  it('start from the defaults', () => {
    expect(mergeSettings({})).toEqual(DEFAULT_SETTINGS);
    expect(toSettings({})).toEqual({
      time_zone: 'Asia/Shanghai',
      currency: 'CNY',
      auto_refund: { enabled: false, max_amount: 0, max_per_device_day: 3, max_per_hour: 20 },
    });
  });

  it('keep what a change does not name, at both levels', () => {
    const stored = mergeSettings(
      {},
      { time_zone: 'Europe/Paris', auto_refund: { enabled: true, max_amount: 30.5 } },
    );
    const changed = mergeSettings(stored, { auto_refund: { max_per_device_day: 5 } });
    expect(changed).toEqual({
      timeZone: 'Europe/Paris',
      currency: 'CNY',
      autoRefund: { enabled: true, maxAmountMinor: 3050, maxPerDeviceDay: 5, maxPerHour: 20 },
    });
  });

  it('hold amounts in minor units and show them as decimals', () => {
    const stored = mergeSettings({}, { auto_refund: { max_amount: 19.99 } });
    expect(stored.autoRefund.maxAmountMinor).toBe(1999);
    expect(toSettings(stored).auto_refund.max_amount).toBe(19.99);
  });

  it('take zero and false for values, not for absence', () => {
    const stored = mergeSettings(
      {},
      { auto_refund: { enabled: true, max_amount: 5, max_per_device_day: 2 } },
    );
    const off = mergeSettings(stored, {
      auto_refund: { enabled: false, max_amount: 0, max_per_device_day: 0, max_per_hour: 0 },
    });
    expect(off.autoRefund).toEqual({ enabled: false, maxAmountMinor: 0, maxPerDeviceDay: 0, maxPerHour: 0 });
  });
});
