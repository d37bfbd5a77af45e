import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { OrderEntity } from './order.entity';

@Entity('order_items')
@Check('order_items_qty_check', 'qty > 0')
@Check('order_items_unit_price_minor_check', 'unit_price_minor >= 0')
@Index(['productId', 'orderId'])
export class OrderItemEntity {
  /** The order's own key, not the machine's order id. */
  @PrimaryColumn('bigint') orderId!: number;
  @PrimaryColumn('integer') line!: number;
  @ManyToOne(() => OrderEntity, (order) => order.items, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'order_id' })
  order?: Relation<OrderEntity>;
  @Column('text') productId!: string;
  @Column('text') name!: string;
  @Column('integer') qty!: number;
  @Column('bigint') unitPriceMinor!: number;
  @Column('jsonb', { default: {} }) options!: Record<string, unknown>;
}
