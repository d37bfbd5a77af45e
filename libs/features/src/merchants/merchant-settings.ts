import type { MerchantSettings, SettingsChange } from '@coffee/contract/merchants';
import { formatMoney, parseMoney } from '@coffee/contract/money';
import type { MerchantSettingsJson } from '@coffee/data/entities';

/** What a merchant has that nobody configured. */
export const DEFAULT_SETTINGS: MerchantSettingsJson = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  autoRefund: { enabled: false, maxAmountMinor: 0, maxPerDeviceDay: 3 },
};

/** Stored settings as a change leaves them; absent and null stay. A row of an older version may lack a key. */
export function mergeSettings(
  stored: Partial<MerchantSettingsJson>,
  change: SettingsChange = {},
): MerchantSettingsJson {
  const refund = { ...DEFAULT_SETTINGS.autoRefund, ...stored.autoRefund };
  const changed = change.auto_refund;
  return {
    timeZone: change.time_zone ?? stored.timeZone ?? DEFAULT_SETTINGS.timeZone,
    currency: change.currency ?? stored.currency ?? DEFAULT_SETTINGS.currency,
    autoRefund: {
      enabled: changed?.enabled ?? refund.enabled,
      maxAmountMinor: parseMoney(changed?.max_amount) ?? refund.maxAmountMinor,
      maxPerDeviceDay: changed?.max_per_device_day ?? refund.maxPerDeviceDay,
    },
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
    },
  };
}
