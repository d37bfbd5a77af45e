import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { DeviceEntity } from './device.entity';

const ADD_UP =
  'open_ms = sellable_ms + offline_ms + fault_ms + maintenance_ms + short_ms + blocked_ms + unknown_ms';

/** A time in which the system could not hear its machines. Append-only, written by a trigger on the mark. */
@Entity('listening_gaps')
@Index(['name', 'ended'])
export class ListeningGapEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') name!: string;
  @Column('timestamptz') began!: Date;
  @Column('timestamptz') ended!: Date;
}

/** What a machine could sell when it was last looked at, and what that look was made from. */
@Entity('sellable_states')
export class SellableStateEntity {
  @PrimaryColumn('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  /** Of the menu; 0 where none is known. */
  @Column('integer') products!: number;
  /** Of these, without enough of a material. */
  @Column('integer') short!: number;
  /** Of the rest, blocked after failures. */
  @Column('integer') blocked!: number;
  /** Bin -> how many products lack what is in it. */
  @Column('jsonb', { default: {} }) shortBins!: Record<string, number>;
  @Column('bigint', { nullable: true }) moves!: number | null;
  @Column('uuid', { nullable: true }) packageId!: string | null;
  @Column('bigint', { nullable: true }) blocks!: number | null;
  @Column('timestamptz') checkedAt!: Date;
}

/** Changes of what a machine could sell. Append-only. */
@Entity('sellable_changes')
@Index(['deviceId', 'at', 'id'])
export class SellableChangeEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('timestamptz') at!: Date;
  @Column('integer') products!: number;
  @Column('integer') short!: number;
  @Column('integer') blocked!: number;
}

/**
 * A machine's day in its merchant's zone: what its opening time was. Times are milliseconds. `opening` is what the day was
 * measured with ([began, ended] in epoch milliseconds; null: all of it), so that later hours leave past days as they were.
 */
@Entity('device_sellable_days')
@Check('device_sellable_days_sum_check', ADD_UP)
@Index(['merchantId', 'day'])
export class DeviceSellableDayEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('date') day!: string;
  @Column('integer') merchantId!: number;
  @Column('integer', { nullable: true }) locationId!: number | null;
  @Column('timestamptz') beganAt!: Date;
  @Column('timestamptz') measuredUntil!: Date;
  @Column('jsonb', { nullable: true }) opening!: [number, number][] | null;
  @Column('bigint') openMs!: number;
  @Column('bigint') sellableMs!: number;
  @Column('bigint') offlineMs!: number;
  @Column('bigint') faultMs!: number;
  @Column('bigint') maintenanceMs!: number;
  /** Share of the menu that lacked a material, in time. */
  @Column('bigint') shortMs!: number;
  @Column('bigint') blockedMs!: number;
  @Column('bigint') unknownMs!: number;
  /** What would have been sold in the lost time, after the machine's own week. */
  @Column('bigint', { default: 0 }) lostMinor!: number;
  /** In which a bin held less than a cup needs; no part of the sum. Null: nothing was known of its bins. */
  @Column('bigint', { nullable: true }) stockoutMs!: number | null;
}

/** The same of all machines of a merchant (0: machines that nobody owns). */
@Entity('merchant_sellable_days')
@Check('merchant_sellable_days_sum_check', ADD_UP)
export class MerchantSellableDayEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @Column('bigint') openMs!: number;
  @Column('bigint') sellableMs!: number;
  @Column('bigint') offlineMs!: number;
  @Column('bigint') faultMs!: number;
  @Column('bigint') maintenanceMs!: number;
  @Column('bigint') shortMs!: number;
  @Column('bigint') blockedMs!: number;
  @Column('bigint') unknownMs!: number;
  @Column('bigint', { default: 0 }) lostMinor!: number;
  @Column('bigint', { nullable: true }) stockoutMs!: number | null;
}
