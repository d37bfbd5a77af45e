import type { AutoRefundChange, MerchantSettings, SettingsChange } from '@coffee/contract/merchants';
import { formatMoney, parseMoney } from '@coffee/contract/money';
import type { MerchantSettingsJson } from '@coffee/data/entities';

type AutoRefundJson = MerchantSettingsJson['autoRefund'];

/** What a merchant has that nobody configured. */
export const DEFAULT_SETTINGS: MerchantSettingsJson = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  autoRefund: { enabled: false, maxAmountMinor: 0, maxPerDeviceDay: 3, maxPerHour: 20 },
};

/** Stored settings as a change leaves them; absent and null stay. A row of an older version may lack a key. */
export function mergeSettings(
  stored: Partial<MerchantSettingsJson>,
  change: SettingsChange = {},
): MerchantSettingsJson {
  const held = { ...DEFAULT_SETTINGS, ...stored };
  return {
    timeZone: change.time_zone ?? held.timeZone,
    currency: change.currency ?? held.currency,
    autoRefund: mergeAutoRefund(held.autoRefund, change.auto_refund ?? {}),
  };
}

function mergeAutoRefund(stored: Partial<AutoRefundJson>, change: AutoRefundChange): AutoRefundJson {
  const held = { ...DEFAULT_SETTINGS.autoRefund, ...stored };
  return {
    enabled: change.enabled ?? held.enabled,
    maxAmountMinor: parseMoney(change.max_amount) ?? held.maxAmountMinor,
    maxPerDeviceDay: change.max_per_device_day ?? held.maxPerDeviceDay,
    maxPerHour: change.max_per_hour ?? held.maxPerHour,
  };
}

export function toSettings(stored: Partial<MerchantSettingsJson>): MerchantSettings {
  const { timeZone, currency, autoRefund } = mergeSettings(stored);
  return {
    time_zone: timeZone,
    currency,
    auto_refund: {
      enabled: autoRefund.enabled,
      max_amount: formatMoney(autoRefund.maxAmountMinor),
      max_per_device_day: autoRefund.maxPerDeviceDay,
      max_per_hour: autoRefund.maxPerHour,
    },
  };
}
