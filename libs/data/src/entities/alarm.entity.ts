import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { DeviceEntity } from './device.entity';
import { LocationEntity } from './location.entity';
import { UserEntity } from './user.entity';

/** One occurrence of a cause, for people. At most one that is not closed per type, machine, slot and merchant. */
@Entity('alarms')
@Check('alarms_severity_check', `severity in ('info', 'warn', 'critical')`)
@Check('alarms_status_check', `status in ('open', 'ack', 'closed')`)
@Index('alarms_open_key_idx', { synchronize: false })
@Index('alarms_key_idx', { synchronize: false })
@Index('alarms_rank_idx', { synchronize: false })
@Index('alarms_merchant_rank_idx', { synchronize: false })
@Index(['openedAt', 'id'])
@Index(['merchantId', 'openedAt', 'id'])
@Index(['lastAt', 'id'])
@Index(['deviceId', 'id'])
@Index('alarms_open_idx', ['severity', 'merchantId'], { where: `status <> 'closed' and parent_id is null` })
@Index('alarms_open_device_idx', ['deviceId'], { where: `status <> 'closed' and parent_id is null` })
@Index(['assigneeId', 'id'], { where: 'assignee_id is not null' })
@Index(['parentId'], { where: 'parent_id is not null' })
@Index('alarms_acked_idx', { synchronize: false })
@Index('alarms_merchant_acked_idx', { synchronize: false })
@Index('alarms_unseen_idx', ['id'], { where: `status = 'closed' and acked_at is null and closed_by is null` })
export class AlarmEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') type!: string;
  @Column('text', { default: '' }) slot!: string;
  @Column('text', { nullable: true }) deviceId!: string | null;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('integer', { nullable: true }) locationId!: number | null;
  @ManyToOne(() => LocationEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'location_id' })
  location?: Relation<LocationEntity>;
  @Column('text') severity!: 'info' | 'warn' | 'critical';
  @Column('text', { default: 'open' }) status!: 'open' | 'ack' | 'closed';
  @Column('jsonb', { default: {} }) data!: Record<string, unknown>;
  @Column('integer', { default: 1 }) count!: number;
  @Column('timestamptz') firstAt!: Date;
  @Column('timestamptz') lastAt!: Date;
  @Column('timestamptz') openedAt!: Date;
  @Column('timestamptz', { nullable: true }) ackedAt!: Date | null;
  @Column('text', { nullable: true }) ackedBy!: string | null;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  /** Who closed it by hand; null when it closed by itself. */
  @Column('text', { nullable: true }) closedBy!: string | null;
  /** Since when the cause is gone for good. */
  @Column('timestamptz', { nullable: true }) clearedAt!: Date | null;
  @Column('integer', { nullable: true }) assigneeId!: number | null;
  @ManyToOne(() => UserEntity) @JoinColumn({ name: 'assignee_id' }) assignee?: Relation<UserEntity>;
  @Column('timestamptz', { nullable: true }) shelvedUntil!: Date | null;
  @Column('boolean', { default: false }) flapping!: boolean;
  @Column('integer', { nullable: true }) previousId!: number | null;
  /** The site incident that it is a part of: while there is one, it is not counted as open by itself. */
  @Column('integer', { nullable: true }) parentId!: number | null;
  @Column('integer', { default: 0 }) commentsCount!: number;
  /** Sales that are expected to be lost in an hour, in minor units: as last worked out while it was not closed. */
  @Column('integer', { default: 0 }) lossMinor!: number;
}
