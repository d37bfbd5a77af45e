import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { AlipayClient, createStripe, WechatPayClient } from '@coffee/platform/payments';
import { Module, type Provider } from '@nestjs/common';
import type Stripe from 'stripe';
import { AlipayRefunds } from './alipay-refunds';
import { CorporateRefunds } from './corporate-refunds';
import { alipayReader, stripeReader, wechatReader } from './notification-readers';
import {
  NOTIFICATION_READERS,
  type NotificationReaders,
  PaymentNotifications,
} from './payment-notifications.service';
import type { PaymentProvider } from './payment-provider';
import { PAYMENT_ADAPTERS, PaymentProviders } from './payment-providers';
import { PaymentsReader } from './payments.reader';
import { RefundNotices } from './refund-notices';
import { StripeRefunds } from './stripe-refunds';
import { WechatRefunds } from './wechat-refunds';

/** The connections that the environment gives keys for. */
class PaymentClients {
  readonly wechat: WechatPayClient | null;
  readonly alipay: AlipayClient | null;
  readonly stripe: Stripe | null;

  constructor({ payments }: Config, clock: Clock) {
    this.wechat = payments.wechat && new WechatPayClient(payments.wechat, () => clock.now());
    this.alipay = payments.alipay && new AlipayClient(payments.alipay);
    this.stripe = payments.stripe && createStripe(payments.stripe);
  }
}

function adapters(
  { wechat, alipay, stripe }: PaymentClients,
  config: Config,
  db: TenantDb,
): PaymentProvider[] {
  return [
    new WechatRefunds(wechat, config.payments.wechat?.notifyUrl ?? null),
    new AlipayRefunds(alipay),
    new StripeRefunds(stripe),
    new CorporateRefunds(db),
  ];
}

function readers({ wechat, alipay, stripe }: PaymentClients, { payments }: Config): NotificationReaders {
  const configured: NotificationReaders = new Map([
    ...(wechat ? [['wechat', wechatReader(wechat)] as const] : []),
    ...(alipay ? [['alipay', alipayReader(alipay)] as const] : []),
    ...(stripe && payments.stripe
      ? [['stripe', stripeReader(stripe, payments.stripe.webhookSecret)] as const]
      : []),
  ]);
  return configured;
}

const PROVIDERS: Provider[] = [
  {
    provide: PaymentClients,
    useFactory: (config: Config, clock: Clock) => new PaymentClients(config, clock),
    inject: [Config, Clock],
  },
  { provide: PAYMENT_ADAPTERS, useFactory: adapters, inject: [PaymentClients, Config, TenantDb] },
  { provide: NOTIFICATION_READERS, useFactory: readers, inject: [PaymentClients, Config] },
  PaymentNotifications,
  PaymentProviders,
  PaymentsReader,
  RefundNotices,
];

@Module({
  providers: PROVIDERS,
  exports: [PaymentNotifications, PaymentProviders, PaymentsReader, RefundNotices],
})
export class PaymentsModule {}
