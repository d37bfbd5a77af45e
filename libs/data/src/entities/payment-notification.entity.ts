import { Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What a provider told by itself, its signature checked. Once per event; append-only. */
@Entity('payment_notifications')
@Unique(['provider', 'eventId'])
@Index(['refundId'])
export class PaymentNotificationEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') provider!: string;
  @Column('text') eventId!: string;
  @Column('text') kind!: string;
  /** Null: about something that is no refund of ours. */
  @Column('uuid', { nullable: true }) refundId!: string | null;
  @Column('jsonb') payload!: Record<string, unknown>;
  @Column('timestamptz', { default: () => 'now()' }) receivedAt!: Date;
}
