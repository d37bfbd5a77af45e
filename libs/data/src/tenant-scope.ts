import type { Actor } from '@coffee/platform/context';
import type { ObjectLiteral } from 'typeorm';
import {
  AlarmCauseEntity,
  AlarmEventEntity,
  AlarmRuleEntity,
  AlarmEntity,
  AuditEntryEntity,
  AuditRetirementEntity,
  AuditSealEntity,
  AuditSealingEntity,
  AvailabilityDayEntity,
  BinForecastEntity,
  BinHourEntity,
  CommandBatchEntity,
  CommandEntity,
  CorporateEntryEntity,
  DeviceBinEntity,
  DeviceDayEntity,
  DeviceEntity,
  DeviceModelEntity,
  DevicePackageEntity,
  DeviceStateEntity,
  DeviceTokenEntity,
  EnrolmentTokenEntity,
  IdempotencyKeyEntity,
  InvitationEntity,
  ListeningMarkEntity,
  LocationEntity,
  LoginAttemptEntity,
  MaterialEntity,
  MerchantDayEntity,
  MerchantEntity,
  NotificationAttemptEntity,
  NotificationChannelEntity,
  NotificationDeliveryEntity,
  OrderEntity,
  OrderEventEntity,
  OrderItemEntity,
  ProductBlockEntity,
  PaymentNotificationEntity,
  ProductDayEntity,
  PackageEntity,
  PackageRecipeEntity,
  QuarantinedReportEntity,
  RefundAttemptEntity,
  RefundEntity,
  SavedViewEntity,
  RecipeAmountEntity,
  RecipeEntity,
  SessionEntity,
  StatusChangeEntity,
  StockMovementEntity,
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
} from './entities';

export type EntityClass<E extends ObjectLiteral = ObjectLiteral> = new () => E;

/**
 * How a row tells its merchant: by a column, through its machine, order, alarm or task, or not at all (one for everybody). Of a
 * `shared` table everybody also sees the rows that name no merchant; only those who see all write them.
 */
type Ownership =
  | { by: 'column'; column: string; shared?: true }
  | { by: 'device' }
  | { by: 'order' }
  | { by: 'alarm' }
  | { by: 'task' }
  | { by: 'everybody' };

const column = (name: string): Ownership => ({ by: 'column', column: name });
const sharedColumn = (name: string): Ownership => ({ by: 'column', column: name, shared: true });
const byDevice: Ownership = { by: 'device' };
const byOrder: Ownership = { by: 'order' };
const byAlarm: Ownership = { by: 'alarm' };
const byTask: Ownership = { by: 'task' };
const everybody: Ownership = { by: 'everybody' };

/** Every entity stands here; one that does not is refused at the first use, so that a new table cannot forget its owner. */
const OWNERSHIP = new Map<EntityClass, Ownership>([
  [MerchantEntity, column('id')],
  [LocationEntity, column('merchant_id')],
  [UserEntity, column('merchant_id')],
  [DeviceEntity, column('merchant_id')],
  [EnrolmentTokenEntity, column('merchant_id')],
  [OrderEntity, column('merchant_id')],
  [AuditEntryEntity, column('merchant_id')],
  [RefundEntity, column('merchant_id')],
  [TaskEntity, column('merchant_id')],
  [SavedViewEntity, column('merchant_id')],
  [AlarmEntity, column('merchant_id')],
  [AlarmCauseEntity, column('merchant_id')],
  [AlarmRuleEntity, column('merchant_id')],
  [NotificationAttemptEntity, column('merchant_id')],
  [NotificationChannelEntity, column('merchant_id')],
  [NotificationDeliveryEntity, column('merchant_id')],
  [CommandBatchEntity, column('merchant_id')],
  [CorporateEntryEntity, column('merchant_id')],
  [MerchantDayEntity, column('merchant_id')],
  [DeviceDayEntity, column('merchant_id')],
  [ProductDayEntity, column('merchant_id')],
  [AvailabilityDayEntity, column('merchant_id')],
  [DeviceSellableDayEntity, column('merchant_id')],
  [MerchantSellableDayEntity, column('merchant_id')],
  [MerchantHourEntity, column('merchant_id')],
  [OutcomeDayEntity, column('merchant_id')],
  [AlarmDayEntity, column('merchant_id')],
  [RecipeEntity, sharedColumn('merchant_id')],
  [PackageEntity, sharedColumn('merchant_id')],
  [DevicePackageEntity, byDevice],
  [DeviceStateEntity, byDevice],
  [DeviceTokenEntity, byDevice],
  [DeviceBinEntity, byDevice],
  [StockMovementEntity, byDevice],
  [BinHourEntity, byDevice],
  [BinForecastEntity, byDevice],
  [StatusChangeEntity, byDevice],
  [SellableStateEntity, byDevice],
  [SellableChangeEntity, byDevice],
  [DeviceHourEntity, byDevice],
  [TelemetryEntity, byDevice],
  [QuarantinedReportEntity, byDevice],
  [CommandEntity, byDevice],
  [ProductBlockEntity, byDevice],
  [OrderItemEntity, byOrder],
  [OrderEventEntity, byOrder],
  [RefundAttemptEntity, byOrder],
  [AlarmEventEntity, byAlarm],
  [TaskStepEntity, byTask],
  [TaskLogLineEntity, byTask],
  [MaterialEntity, everybody],
  [DeviceModelEntity, everybody],
  // Read only by the statement that draws an order's materials, which knows whose machine it is.
  [RecipeAmountEntity, everybody],
  [PackageRecipeEntity, everybody],
  // Found by its owner and key alone, never listed.
  [IdempotencyKeyEntity, everybody],
  // Written by providers and found by their own event ids, never listed for people.
  [PaymentNotificationEntity, everybody],
  // The chain spans all merchants: only those who see all may verify it.
  [AuditRetirementEntity, everybody],
  [AuditSealEntity, everybody],
  [AuditSealingEntity, everybody],
  // Reached through a user who was looked up first, or by the secret itself.
  [InvitationEntity, everybody],
  [SessionEntity, everybody],
  [LoginAttemptEntity, everybody],
  [WorkerHeartbeatEntity, everybody],
  [ListeningMarkEntity, everybody],
  [ListeningGapEntity, everybody],
  [SweepMarkEntity, everybody],
]);

export function ownershipOf(entity: EntityClass): Ownership {
  const ownership = OWNERSHIP.get(entity);
  if (!ownership) throw new Error(`${entity.name} has no owner: add it to tenant-scope.ts`);
  return ownership;
}

/**
 * The SQL condition that keeps an actor among its merchant's rows; `true` for one who sees all. The merchant is an
 * integer of our own session, written as a literal so that the fragment needs no place in the parameter list.
 */
export function scopeSql(actor: Actor, entity: EntityClass, alias: string): string {
  const ownership = ownershipOf(entity);
  if (actor.merchantId === null || ownership.by === 'everybody') return 'true';
  const merchant = Math.trunc(actor.merchantId);
  if (!Number.isSafeInteger(merchant)) throw new Error('an actor without a sane merchant id');
  switch (ownership.by) {
    case 'column':
      return ownership.shared
        ? `(${alias}.${ownership.column} = ${merchant} or ${alias}.${ownership.column} is null)`
        : `${alias}.${ownership.column} = ${merchant}`;
    case 'device':
      return `exists (select 1 from devices own where own.device_id = ${alias}.device_id and own.merchant_id = ${merchant})`;
    case 'order':
      return `exists (select 1 from orders own where own.id = ${alias}.order_id and own.merchant_id = ${merchant})`;
    case 'alarm':
      return `exists (select 1 from alarms own where own.id = ${alias}.alarm_id and own.merchant_id = ${merchant})`;
    case 'task':
      return `exists (select 1 from tasks own where own.task_id = ${alias}.task_id and own.merchant_id = ${merchant})`;
  }
}
