export { PaymentNotifications, type NotificationReceipt } from './payment-notifications.service';
export {
  PROVIDERS,
  type PaymentProvider,
  type ProviderName,
  type RefundOrder,
  type RefundOutcome,
  type VerifiedNotification,
} from './payment-provider';
export { PaymentProviders } from './payment-providers';
export { PaymentsModule } from './payments.module';
export { PaymentsReader } from './payments.reader';
export { type NoticeListener, RefundNotices } from './refund-notices';
