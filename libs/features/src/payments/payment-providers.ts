import { Inject, Injectable } from '@nestjs/common';
import { type PaymentProvider, type ProviderName } from './payment-provider';

/** The token under which the adapters are provided, one for each name. */
export const PAYMENT_ADAPTERS = Symbol('coffee:payment-adapters');

const PROVIDER_OF_METHOD: ReadonlyMap<string, ProviderName> = new Map([
  ['wechat', 'wechat'],
  ['alipay', 'alipay'],
  ['card', 'stripe'],
  ['corp', 'corp'],
]);

@Injectable()
export class PaymentProviders {
  private readonly byNames: ReadonlyMap<ProviderName, PaymentProvider>;

  constructor(@Inject(PAYMENT_ADAPTERS) readonly all: readonly PaymentProvider[]) {
    this.byNames = new Map(all.map((adapter) => [adapter.name, adapter]));
  }

  /** Null for methods that no provider refunds: remote and test orders, and words that we do not know. */
  forMethod(paymentMethod: string): PaymentProvider | null {
    const name = PROVIDER_OF_METHOD.get(paymentMethod);
    return name === undefined ? null : this.byName(name);
  }

  byName(name: ProviderName): PaymentProvider {
    const adapter = this.byNames.get(name);
    if (!adapter) throw new Error(`no adapter of ${name}`);
    return adapter;
  }

  methodsOf(name: ProviderName): string[] {
    return [...PROVIDER_OF_METHOD].filter(([, provider]) => provider === name).map(([method]) => method);
  }
}
