import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/*
 * Sums by day in the merchant's zone, kept in the transaction of the order, so that the dashboard never reads orders.
 * Merchant 0 stands for machines that nobody owns yet. Test orders are in none of them; `salesMinor` is what was paid.
 */

@Entity('merchant_days')
export class MerchantDayEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @Column('integer', { default: 0 }) orders!: number;
  @Column('bigint', { default: 0 }) salesMinor!: number;
  @Column('bigint', { default: 0 }) refundedMinor!: number;
}

@Entity('device_days')
@Index(['merchantId', 'day'])
export class DeviceDayEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('date') day!: string;
  /** Part of the key: on the day a machine changes hands it sells for two. */
  @PrimaryColumn('integer') merchantId!: number;
  @Column('integer', { default: 0 }) orders!: number;
  @Column('bigint', { default: 0 }) salesMinor!: number;
  @Column('bigint', { default: 0 }) refundedMinor!: number;
}

@Entity('product_days')
export class ProductDayEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @PrimaryColumn('text') productId!: string;
  @Column('text') name!: string;
  @Column('integer', { default: 0 }) qty!: number;
  @Column('bigint', { default: 0 }) salesMinor!: number;
}

/** Share of time that a merchant's machines were in touch, by day, from the status history. */
@Entity('availability_days')
export class AvailabilityDayEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @Column('double precision') onlineSeconds!: number;
  @Column('double precision') measuredSeconds!: number;
  @Column('timestamptz', { default: () => 'now()' }) measuredUntil!: Date;
}

/** Alarms that opened, by type and day in the merchant's zone, written anew by a sweep while the day lasts. */
@Entity('alarm_days')
export class AlarmDayEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @PrimaryColumn('text') type!: string;
  @Column('integer') opened!: number;
  @Column('integer') critical!: number;
}
