import { ArrayMinSize, IsArray, IsBoolean, IsIn, IsString } from 'class-validator';

/** Who pays a refund. `corp` is our own ledger of corporate accounts. */
export const PAYMENT_PROVIDERS = ['wechat', 'alipay', 'stripe', 'corp'] as const;
export type PaymentProviderName = (typeof PAYMENT_PROVIDERS)[number];

/** Providers that notify us. */
export const NOTIFYING_PROVIDERS = ['wechat', 'alipay', 'stripe'] as const;
export type NotifyingProvider = (typeof NOTIFYING_PROVIDERS)[number];

/** Whether refunds can be made through it: an order paid by one of its methods says so before anybody fills a form. */
export class PaymentProviderInfo {
  @IsIn(PAYMENT_PROVIDERS) name!: PaymentProviderName;
  /** Whether its keys are there. Without them a refund is PROVIDER_NOT_CONFIGURED. */
  @IsBoolean() configured!: boolean;
  /** Payment methods of orders that it refunds. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) methods!: string[];
}
