import type { RefundSource, RefundStatus } from '@coffee/contract/refunds';
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
import { OrderEntity } from './order.entity';

/**
 * Money on its way back. The row is the truth and its id is the provider's number; its amount is part of the order's
 * `openRefundMinor` while it is open and of its `refundedMinor` once it succeeded.
 */
@Entity('refunds')
@Check('refunds_status_check', `status in ('requested', 'processing', 'succeeded', 'failed', 'unknown')`)
@Check('refunds_source_check', `source in ('person', 'policy', 'retry')`)
@Check('refunds_amount_minor_check', 'amount_minor > 0')
@Index(['orderId', 'createdAt'])
@Index(['createdAt', 'refundId'])
@Index(['merchantId', 'createdAt', 'refundId'])
@Index(['deviceId', 'createdAt', 'refundId'])
@Index(['status', 'createdAt', 'refundId'])
@Index(['provider', 'createdAt', 'refundId'])
@Index(['amountMinor', 'refundId'])
@Index('refunds_unsettled_idx', { synchronize: false })
@Index('refunds_due_idx', ['nextAttemptAt'], { where: 'next_attempt_at is not null' })
@Index('refunds_policy_idx', ['orderId'], { unique: true, where: `source = 'policy'` })
@Index(['retryOf'], { unique: true })
export class RefundEntity {
  @PrimaryColumn('uuid') refundId!: string;
  @Column('bigint') orderId!: number;
  @ManyToOne(() => OrderEntity) @JoinColumn({ name: 'order_id' }) order?: Relation<OrderEntity>;
  @Column('text') deviceId!: string;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('bigint') amountMinor!: number;
  @Column('text') currency!: string;
  @Column('text', { default: 'requested' }) status!: RefundStatus;
  @Column('text') provider!: string;
  @Column('text', { nullable: true }) providerRefundId!: string | null;
  @Column('text') reason!: string;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('text') source!: RefundSource;
  @Column('text') requestedBy!: string;
  @Column('integer', { nullable: true }) requestedById!: number | null;
  /** The failed refund whose place it takes, under a number of its own. */
  @Column('uuid', { nullable: true }) retryOf!: string | null;
  /**
   * What the next look does. A claim that submits turns it to `query` at once: whatever becomes of that worker, the
   * provider is asked before it is told again.
   */
  @Column('text', { default: 'submit' }) step!: 'submit' | 'query';
  /** Claims, and the fence: a later claim makes every write of an earlier one void. */
  @Column('integer', { default: 0 }) attempts!: number;
  /** Queries since the last submission: the provider paces them. */
  @Column('integer', { default: 0 }) queries!: number;
  /** Null: nothing is left to do. */
  @Column('timestamptz', { nullable: true, default: () => 'now()' }) nextAttemptAt!: Date | null;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('timestamptz', { nullable: true }) submittedAt!: Date | null;
  @Column('text', { nullable: true }) lastErrorCode!: string | null;
  @Column('text', { nullable: true }) lastErrorMessage!: string | null;
  /** A person must look: it failed, it is in limbo, or it takes too long. */
  @Column('boolean', { default: false }) needsAttention!: boolean;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
}

/** What a provider answered to each call. Append-only. */
@Entity('refund_attempts')
@Index(['refundId', 'id'])
export class RefundAttemptEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('uuid') refundId!: string;
  @ManyToOne(() => RefundEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'refund_id' })
  refund?: Relation<RefundEntity>;
  @Column('bigint') orderId!: number;
  /** The claim under which it was made. */
  @Column('integer') attempt!: number;
  @Column('text') step!: 'submit' | 'query';
  @Column('text') outcome!: string;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text', { nullable: true }) message!: string | null;
  @Column('integer') durationMs!: number;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}
