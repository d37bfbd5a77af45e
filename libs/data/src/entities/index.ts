import { AlarmCauseEntity } from './alarm-cause.entity';
import { AlarmEventEntity } from './alarm-event.entity';
import { AlarmRuleEntity } from './alarm-rule.entity';
import { AlarmEntity } from './alarm.entity';
import { AuditRetirementEntity, AuditSealEntity, AuditSealingEntity } from './audit-chain.entity';
import { AuditEntryEntity } from './audit-entry.entity';
import { CommandBatchEntity } from './command-batch.entity';
import { CommandEntity } from './command.entity';
import { CorporateEntryEntity } from './corporate-entry.entity';
import { DeviceBinEntity } from './device-bin.entity';
import { DeviceModelEntity } from './device-model.entity';
import { DevicePackageEntity } from './device-package.entity';
import { DeviceStateEntity } from './device-state.entity';
import { DeviceTokenEntity } from './device-token.entity';
import { DeviceEntity } from './device.entity';
import { EnrolmentTokenEntity } from './enrolment-token.entity';
import { IdempotencyKeyEntity } from './idempotency-key.entity';
import { InvitationEntity } from './invitation.entity';
import { ListeningMarkEntity } from './listening-mark.entity';
import { DeviceHourEntity, MerchantHourEntity, OutcomeDayEntity, SweepMarkEntity } from './sales-hour.entity';
import {
  DeviceSellableDayEntity,
  ListeningGapEntity,
  MerchantSellableDayEntity,
  SellableChangeEntity,
  SellableStateEntity,
} from './sellable-time.entity';
import { LocationEntity } from './location.entity';
import { LoginAttemptEntity } from './login-attempt.entity';
import { MaterialEntity } from './material.entity';
import { MerchantEntity } from './merchant.entity';
export type { MerchantSettingsJson } from './merchant.entity';
import {
  NotificationAttemptEntity,
  NotificationChannelEntity,
  NotificationDeliveryEntity,
} from './notification.entity';
import { OrderEventEntity } from './order-event.entity';
import { OrderItemEntity } from './order-item.entity';
import { OrderEntity } from './order.entity';
import { ProductBlockEntity } from './product-block.entity';
import { PaymentNotificationEntity } from './payment-notification.entity';
import { RefundAttemptEntity, RefundEntity } from './refund.entity';
import { PackageEntity } from './package.entity';
import { QuarantinedReportEntity } from './quarantined-report.entity';
import { RecipeEntity } from './recipe.entity';
import {
  AlarmDayEntity,
  MerchantDayEntity,
  DeviceDayEntity,
  ProductDayEntity,
  AvailabilityDayEntity,
} from './rollup.entity';
import { SavedViewEntity } from './saved-view.entity';
import { SessionEntity } from './session.entity';
import {
  BinForecastEntity,
  BinHourEntity,
  PackageRecipeEntity,
  RecipeAmountEntity,
  StockMovementEntity,
} from './stock.entity';
import { StatusChangeEntity } from './status-change.entity';
import { TaskEntity } from './task.entity';
import { TaskLogLineEntity } from './task-log-line.entity';
import { TaskStepEntity } from './task-step.entity';
import { TelemetryEntity } from './telemetry.entity';
import { UserEntity } from './user.entity';
import { WorkerHeartbeatEntity } from './worker-heartbeat.entity';

export {
  AlarmCauseEntity,
  AlarmEventEntity,
  AlarmRuleEntity,
  AlarmEntity,
  AuditEntryEntity,
  AuditRetirementEntity,
  AuditSealEntity,
  AuditSealingEntity,
  CommandBatchEntity,
  CommandEntity,
  CorporateEntryEntity,
  DeviceBinEntity,
  DeviceModelEntity,
  DevicePackageEntity,
  DeviceStateEntity,
  DeviceTokenEntity,
  DeviceEntity,
  EnrolmentTokenEntity,
  IdempotencyKeyEntity,
  InvitationEntity,
  ListeningMarkEntity,
  LocationEntity,
  LoginAttemptEntity,
  MaterialEntity,
  MerchantEntity,
  NotificationAttemptEntity,
  NotificationChannelEntity,
  NotificationDeliveryEntity,
  OrderEventEntity,
  OrderItemEntity,
  OrderEntity,
  ProductBlockEntity,
  PaymentNotificationEntity,
  RefundAttemptEntity,
  RefundEntity,
  PackageEntity,
  QuarantinedReportEntity,
  RecipeEntity,
  MerchantDayEntity,
  DeviceDayEntity,
  ProductDayEntity,
  AvailabilityDayEntity,
  SavedViewEntity,
  SessionEntity,
  StatusChangeEntity,
  StockMovementEntity,
  BinHourEntity,
  BinForecastEntity,
  RecipeAmountEntity,
  PackageRecipeEntity,
  TaskEntity,
  TaskLogLineEntity,
  TaskStepEntity,
  TelemetryEntity,
  UserEntity,
  WorkerHeartbeatEntity,
  ListeningGapEntity,
  SellableStateEntity,
  SellableChangeEntity,
  DeviceSellableDayEntity,
  MerchantSellableDayEntity,
  DeviceHourEntity,
  MerchantHourEntity,
  OutcomeDayEntity,
  SweepMarkEntity,
  AlarmDayEntity,
};

/** Every entity, by name: nothing is found by a pattern. */
export const ENTITIES = [
  AlarmCauseEntity,
  AlarmEventEntity,
  AlarmRuleEntity,
  AlarmEntity,
  AuditEntryEntity,
  AuditRetirementEntity,
  AuditSealEntity,
  AuditSealingEntity,
  CommandBatchEntity,
  CommandEntity,
  CorporateEntryEntity,
  DeviceBinEntity,
  DeviceModelEntity,
  DevicePackageEntity,
  DeviceStateEntity,
  DeviceTokenEntity,
  DeviceEntity,
  EnrolmentTokenEntity,
  IdempotencyKeyEntity,
  InvitationEntity,
  ListeningMarkEntity,
  LocationEntity,
  LoginAttemptEntity,
  MaterialEntity,
  MerchantEntity,
  NotificationAttemptEntity,
  NotificationChannelEntity,
  NotificationDeliveryEntity,
  OrderEventEntity,
  OrderItemEntity,
  OrderEntity,
  ProductBlockEntity,
  PaymentNotificationEntity,
  RefundAttemptEntity,
  RefundEntity,
  PackageEntity,
  QuarantinedReportEntity,
  RecipeEntity,
  MerchantDayEntity,
  DeviceDayEntity,
  ProductDayEntity,
  AvailabilityDayEntity,
  SavedViewEntity,
  SessionEntity,
  StatusChangeEntity,
  StockMovementEntity,
  BinHourEntity,
  BinForecastEntity,
  RecipeAmountEntity,
  PackageRecipeEntity,
  TaskEntity,
  TaskLogLineEntity,
  TaskStepEntity,
  TelemetryEntity,
  UserEntity,
  WorkerHeartbeatEntity,
  ListeningGapEntity,
  SellableStateEntity,
  SellableChangeEntity,
  DeviceSellableDayEntity,
  MerchantSellableDayEntity,
  DeviceHourEntity,
  MerchantHourEntity,
  OutcomeDayEntity,
  SweepMarkEntity,
  AlarmDayEntity,
];
