import type { FulfilmentStatus, PaymentStatus } from '@coffee/contract/orders';
import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { DeviceEntity } from './device.entity';
import { OrderItemEntity } from './order-item.entity';

/**
 * A sale that a machine reported. Unique per machine, since order ids are made by machines. Amounts are minor units
 * of `currency`. `orderedAt` is the machine's time where it is believable, else the time of receipt.
 */
@Entity('orders')
@Unique(['deviceId', 'orderId'])
@Check('orders_total_minor_check', 'total_minor >= 0')
@Check('orders_refunded_minor_check', 'refunded_minor between 0 and total_minor')
@Check(
  'orders_open_refund_minor_check',
  'open_refund_minor >= 0 and refunded_minor + open_refund_minor <= total_minor',
)
@Check(
  'orders_payment_status_check',
  `payment_status in ('unpaid', 'paid', 'refund_pending', 'refunded', 'partially_refunded', 'refund_failed', 'failed', 'canceled')`,
)
@Check(
  'orders_fulfilment_status_check',
  `fulfilment_status in ('pending', 'brewing', 'completed', 'failed', 'unknown')`,
)
@Index(['orderedAt', 'id'])
@Index(['merchantId', 'orderedAt', 'id'])
@Index(['deviceId', 'orderedAt', 'id'])
@Index(['locationId', 'orderedAt', 'id'])
@Index(['paymentMethod', 'orderedAt', 'id'])
@Index(['paymentStatus', 'orderedAt', 'id'])
@Index(['fulfilmentStatus', 'orderedAt', 'id'])
@Index(['createdAt', 'id'])
@Index(['updatedAt'])
@Index(['totalMinor', 'id'])
@Index('orders_exception_idx', ['orderedAt', 'id'], { where: 'is_exception' })
@Index('orders_unfinished_idx', ['createdAt'], { where: `fulfilment_status in ('pending', 'brewing')` })
@Index('orders_judge_idx', ['judgeAt'], { where: 'judge_at is not null' })
@Index('orders_order_id_idx', { synchronize: false })
@Index('orders_merchant_order_id_idx', { synchronize: false })
export class OrderEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') orderId!: string;
  @Column('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity) @JoinColumn({ name: 'device_id' }) device?: Relation<DeviceEntity>;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('integer', { nullable: true }) locationId!: number | null;
  @Column('bigint') totalMinor!: number;
  @Column('bigint', { default: 0 }) refundedMinor!: number;
  /** Refunds on their way: what they and `refundedMinor` leave of the total may still be refunded. */
  @Column('bigint', { default: 0 }) openRefundMinor!: number;
  @Column('text') currency!: string;
  @Column('text') paymentMethod!: string;
  @Column('text') paymentStatus!: PaymentStatus;
  @Column('text', { nullable: true }) paymentTxnId!: string | null;
  @Column('text') fulfilmentStatus!: FulfilmentStatus;
  @Column('text', { nullable: true }) failureReason!: string | null;
  @Column('boolean', { default: false }) isTest!: boolean;
  @Column('boolean', { default: false }) isException!: boolean;
  @Column('text', { nullable: true }) exceptionReason!: string | null;
  @Column('text', { array: true, default: '{}' }) flags!: string[];
  @Column('text', { nullable: true }) address!: string | null;
  @Column('text') itemsSummary!: string;
  @Column('jsonb', { default: {} }) meta!: Record<string, unknown>;
  @Column('timestamptz') deviceTs!: Date;
  @Column('timestamptz') orderedAt!: Date;
  /** When the merchant's policy has to decide about a cup that failed or of which nothing was heard; null: nothing to decide. */
  @Column('timestamptz', { nullable: true }) judgeAt!: Date | null;
  /** SHA-256 of money and items: tells a retry from another order under the same id. */
  @Column('bytea') fingerprint!: Buffer;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  /** Moved by a trigger too, when payment or fulfilment did: sweeps look for what changed. */
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
  @OneToMany(() => OrderItemEntity, (item) => item.order) items?: Relation<OrderItemEntity[]>;
}
