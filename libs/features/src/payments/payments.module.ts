import { Module } from '@nestjs/common';
import { PAYMENT_ADAPTERS, PaymentProviders } from './payment-providers';
import { RefundNotices } from './refund-notices';

@Module({
  providers: [{ provide: PAYMENT_ADAPTERS, useValue: [] }, PaymentProviders, RefundNotices],
  exports: [PaymentProviders, RefundNotices],
})
export class PaymentsModule {}
