import type { PaymentProviderInfo } from '@coffee/contract/payments';
import { Injectable } from '@nestjs/common';
import { PaymentProviders } from './payment-providers';

@Injectable()
export class PaymentsReader {
  constructor(private readonly providers: PaymentProviders) {}

  list(): PaymentProviderInfo[] {
    return this.providers.all.map((adapter) => ({
      name: adapter.name,
      configured: adapter.isConfigured(),
      methods: this.providers.methodsOf(adapter.name),
    }));
  }
}
