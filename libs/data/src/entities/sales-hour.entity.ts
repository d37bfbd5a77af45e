import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/*
 * Paid orders by the hour, written anew by a sweep from the orders themselves. What was paid, without test orders, in the
 * merchant's currency. Of the paid ones: whose cup was made, failed, or was never heard of; the rest is on its way.
 * `declined`: orders whose payment failed or was called off; they are in nothing else.
 */

/** By machine and hour (UTC) of the last weeks: its profile of the week. */
@Entity('device_hours')
@Index(['hour'])
export class DeviceHourEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('timestamptz') hour!: Date;
  @Column('integer') orders!: number;
  @Column('bigint') salesMinor!: number;
}

/** By merchant, day and hour of its own zone. */
@Entity('merchant_hours')
@Check('merchant_hours_hour_check', 'hour between 0 and 23')
export class MerchantHourEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @PrimaryColumn('smallint') hour!: number;
  @Column('integer') orders!: number;
  @Column('bigint') salesMinor!: number;
  @Column('integer', { default: 0 }) made!: number;
  @Column('integer', { default: 0 }) failed!: number;
  @Column('integer', { default: 0 }) unheard!: number;
  @Column('integer', { default: 0 }) declined!: number;
}

/** The hours of a day together: what became of its orders. */
@Entity('outcome_days')
export class OutcomeDayEntity {
  @PrimaryColumn('integer') merchantId!: number;
  @PrimaryColumn('date') day!: string;
  @Column('integer') paid!: number;
  @Column('integer') made!: number;
  @Column('integer') failed!: number;
  @Column('integer') unheard!: number;
  @Column('integer') declined!: number;
}

/** Up to when a sweep has read what it reads. */
@Entity('sweep_marks')
export class SweepMarkEntity {
  @PrimaryColumn('text') name!: string;
  @Column('timestamptz') through!: Date;
}
