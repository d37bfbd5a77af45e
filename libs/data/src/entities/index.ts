import { AuditEntryEntity } from './audit-entry.entity';
import { CommandBatchEntity } from './command-batch.entity';
import { CommandEntity } from './command.entity';
import { DeviceBinEntity } from './device-bin.entity';
import { DeviceModelEntity } from './device-model.entity';
import { DevicePackageEntity } from './device-package.entity';
import { DeviceStateEntity } from './device-state.entity';
import { DeviceTokenEntity } from './device-token.entity';
import { DeviceEntity } from './device.entity';
import { EnrolmentTokenEntity } from './enrolment-token.entity';
import { IdempotencyKeyEntity } from './idempotency-key.entity';
import { LocationEntity } from './location.entity';
import { LoginAttemptEntity } from './login-attempt.entity';
import { MaterialEntity } from './material.entity';
import { MerchantEntity } from './merchant.entity';
export type { MerchantSettingsJson } from './merchant.entity';
import { OrderEventEntity } from './order-event.entity';
import { OrderItemEntity } from './order-item.entity';
import { OrderEntity } from './order.entity';
import { PackageEntity } from './package.entity';
import { QuarantinedReportEntity } from './quarantined-report.entity';
import { RecipeEntity } from './recipe.entity';
import { MerchantDayEntity, DeviceDayEntity, ProductDayEntity, AvailabilityDayEntity } from './rollup.entity';
import { SessionEntity } from './session.entity';
import { StatusChangeEntity } from './status-change.entity';
import { TaskEntity } from './task.entity';
import { TelemetryEntity } from './telemetry.entity';
import { UserEntity } from './user.entity';
import { WorkerHeartbeatEntity } from './worker-heartbeat.entity';

export {
  AuditEntryEntity,
  CommandBatchEntity,
  CommandEntity,
  DeviceBinEntity,
  DeviceModelEntity,
  DevicePackageEntity,
  DeviceStateEntity,
  DeviceTokenEntity,
  DeviceEntity,
  EnrolmentTokenEntity,
  IdempotencyKeyEntity,
  LocationEntity,
  LoginAttemptEntity,
  MaterialEntity,
  MerchantEntity,
  OrderEventEntity,
  OrderItemEntity,
  OrderEntity,
  PackageEntity,
  QuarantinedReportEntity,
  RecipeEntity,
  MerchantDayEntity,
  DeviceDayEntity,
  ProductDayEntity,
  AvailabilityDayEntity,
  SessionEntity,
  StatusChangeEntity,
  TaskEntity,
  TelemetryEntity,
  UserEntity,
  WorkerHeartbeatEntity,
};

/** Every entity, by name: nothing is found by a pattern. */
export const ENTITIES = [
  AuditEntryEntity,
  CommandBatchEntity,
  CommandEntity,
  DeviceBinEntity,
  DeviceModelEntity,
  DevicePackageEntity,
  DeviceStateEntity,
  DeviceTokenEntity,
  DeviceEntity,
  EnrolmentTokenEntity,
  IdempotencyKeyEntity,
  LocationEntity,
  LoginAttemptEntity,
  MaterialEntity,
  MerchantEntity,
  OrderEventEntity,
  OrderItemEntity,
  OrderEntity,
  PackageEntity,
  QuarantinedReportEntity,
  RecipeEntity,
  MerchantDayEntity,
  DeviceDayEntity,
  ProductDayEntity,
  AvailabilityDayEntity,
  SessionEntity,
  StatusChangeEntity,
  TaskEntity,
  TelemetryEntity,
  UserEntity,
  WorkerHeartbeatEntity,
];
