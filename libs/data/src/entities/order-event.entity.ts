import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { OrderEntity } from './order.entity';

/** What happened to an order after its creation, and reports that differ from what is stored. Append-only. */
@Entity('order_events')
@Index(['orderId', 'id'])
export class OrderEventEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('bigint') orderId!: number;
  @ManyToOne(() => OrderEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'order_id' })
  order?: Relation<OrderEntity>;
  @Column('text') event!: string;
  @Column('text') source!: string;
  @Column('text', { nullable: true }) detail!: string | null;
  @Column('jsonb', { nullable: true }) data!: unknown;
  @Column('timestamptz', { nullable: true }) reportedAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
}
