import type { SwitchOffReason } from '@coffee/contract/notification-channels';
import type { DeliveryEvent, DeliveryError, DeliveryStatus } from '@coffee/contract/notifications';
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';
import { AlarmEntity } from './alarm.entity';
import { MerchantEntity } from './merchant.entity';

/** Where alarms are told to. Without a merchant it hears of the machines of all. */
@Entity('notification_channels')
@Check('notification_channels_type_check', `type in ('webhook', 'email')`)
@Index(['name', 'id'])
@Index(['createdAt', 'id'])
@Index(['merchantId', 'id'])
@Check(
  'notification_channels_switched_off_check',
  '(switched_off_at is null) = (switched_off_reason is null) and (switched_off_at is null or not active)',
)
@Index(['escalateTo'], { where: 'escalate_to is not null' })
@Index('notification_channels_switched_off_idx', ['merchantId', 'switchedOffAt'], {
  where: 'switched_off_at is not null',
})
export class NotificationChannelEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('text') name!: string;
  @Column('text') type!: 'webhook' | 'email';
  @Column('text') target!: string;
  @Column('text', { array: true }) events!: string[];
  @Column('text', { array: true }) severities!: string[];
  @Column('boolean', { default: true }) active!: boolean;
  @Column('text', { default: 'en' }) language!: 'en' | 'zh-CN';
  /** `HH:MM` by the clock of the merchant's zone; both or neither. */
  @Column('text', { nullable: true }) quietFrom!: string | null;
  @Column('text', { nullable: true }) quietTo!: string | null;
  @Column('boolean', { default: true }) criticalPasses!: boolean;
  @Column('integer') maxMessages!: number;
  @Column('integer') windowMinutes!: number;
  @Column('integer', { nullable: true }) remindAfterMinutes!: number | null;
  @Column('integer', { nullable: true }) escalateTo!: number | null;
  @ManyToOne(() => NotificationChannelEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'escalate_to' })
  escalation?: Relation<NotificationChannelEntity>;
  @Column('integer', { nullable: true }) escalateAfterMinutes!: number | null;
  /** Sealed with a key that is derived from the installation's. */
  @Column('text', { nullable: true }) secret!: string | null;
  /** Signs beside the present one until then. */
  @Column('text', { nullable: true }) oldSecret!: string | null;
  @Column('timestamptz', { nullable: true }) oldSecretUntil!: Date | null;
  /** The window that is counted now; the planner's alone. */
  @Column('timestamptz', { nullable: true }) windowStartedAt!: Date | null;
  @Column('integer', { default: 0 }) windowSent!: number;
  /** Attempts in a row that failed, since when, and the last of them. */
  @Column('integer', { default: 0 }) failures!: number;
  @Column('timestamptz', { nullable: true }) failingSince!: Date | null;
  @Column('timestamptz', { nullable: true }) lastFailedAt!: Date | null;
  /** By the system, because it failed; null: it is on, or a person turned it off. */
  @Column('timestamptz', { nullable: true }) switchedOffAt!: Date | null;
  @Column('text', { nullable: true }) switchedOffReason!: SwitchOffReason | null;
  @Column('text', { nullable: true }) switchedOffError!: DeliveryError | null;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}

/**
 * One thing that a channel has to tell: written with what it tells of, planned, sent. A digest is one too, and stands for
 * those that name it.
 */
@Entity('notification_deliveries')
@Check(
  'notification_deliveries_status_check',
  `status in ('new', 'held', 'pending', 'digested', 'delivered', 'failed', 'canceled')`,
)
@Index(['channelId', 'createdAt', 'id'])
@Index(['channelId', 'status', 'createdAt', 'id'])
@Index(['channelId', 'event', 'createdAt', 'id'])
@Index(['channelId', 'deviceId', 'createdAt', 'id'])
@Index(['channelId', 'lane', 'plannedAt'])
@Index(['alarmId', 'channelId', 'createdAt'], { where: 'alarm_id is not null' })
@Index(['digestId', 'id'], { where: 'digest_id is not null' })
@Index('notification_deliveries_unplanned_idx', ['channelId', 'id'], { where: `status in ('new', 'held')` })
@Index('notification_deliveries_pending_idx', ['channelId', 'position'], { where: `status = 'pending'` })
@Index('notification_deliveries_pending_digests_idx', ['channelId', 'position'], {
  where: `status = 'pending' and lane = ''`,
})
@Index('notification_deliveries_finished_idx', ['finishedAt'], { where: 'finished_at is not null' })
@Index('notification_deliveries_failed_idx', ['finishedAt'], { where: `status = 'failed'` })
export class NotificationDeliveryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  /** What receivers know it by. */
  @Column('uuid') messageId!: string;
  @Column('integer') channelId!: number;
  @ManyToOne(() => NotificationChannelEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'channel_id' })
  channel?: Relation<NotificationChannelEntity>;
  /** The channel's. */
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('text') event!: DeliveryEvent;
  @Column('text', { default: 'new' }) status!: DeliveryStatus;
  @Column('text', { nullable: true }) severity!: 'info' | 'warn' | 'critical' | null;
  @Column('integer', { nullable: true }) alarmId!: number | null;
  @ManyToOne(() => AlarmEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'alarm_id' })
  alarm?: Relation<AlarmEntity>;
  @Column('text', { nullable: true }) deviceId!: string | null;
  /** What is told in order: the machine, or what else the alarm is about. Empty: nothing waits for it. */
  @Column('text', { default: '' }) lane!: string;
  /** Every lane that it tells of; those of a digest are many. */
  @Column('text', { array: true, default: '{}' }) lanes!: string[];
  @Column('jsonb', { default: {} }) data!: Record<string, unknown>;
  @Column('bigint', { nullable: true }) digestId!: number | null;
  /** Its place among what the channel sends; given by the planner. */
  @Column('bigint', { nullable: true }) position!: number | null;
  @Column('timestamptz', { nullable: true }) plannedAt!: Date | null;
  /** Claims, and the fence: a later claim makes every write of an earlier one void. */
  @Column('integer', { default: 0 }) attempts!: number;
  /** Attempts before the last replay: waiting times begin anew. */
  @Column('integer', { default: 0 }) attemptsBefore!: number;
  /** When it is tried, or until when it is held. */
  @Column('timestamptz', { nullable: true }) nextAttemptAt!: Date | null;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('timestamptz', { nullable: true }) giveUpAt!: Date | null;
  @Column('integer', { nullable: true }) statusCode!: number | null;
  @Column('text', { nullable: true }) errorCode!: DeliveryError | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz') createdAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}

/** What a receiver answered each time. Append-only. */
@Entity('notification_attempts')
@Index(['deliveryId', 'id'])
@Index(['channelId', 'id'])
export class NotificationAttemptEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('bigint') deliveryId!: number;
  @ManyToOne(() => NotificationDeliveryEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'delivery_id' })
  delivery?: Relation<NotificationDeliveryEntity>;
  @Column('integer') channelId!: number;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('integer') attempt!: number;
  @Column('timestamptz') at!: Date;
  @Column('integer') durationMs!: number;
  @Column('boolean') ok!: boolean;
  @Column('integer', { nullable: true }) statusCode!: number | null;
  @Column('text', { nullable: true }) errorCode!: DeliveryError | null;
  @Column('text', { nullable: true }) error!: string | null;
}
