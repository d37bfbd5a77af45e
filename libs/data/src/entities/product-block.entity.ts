import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { DeviceEntity } from './device.entity';

/** A product that a machine shall not sell until a person or a good cup of it says otherwise. */
@Entity('product_blocks')
@Index('product_blocks_active_idx', ['deviceId', 'productId'], { unique: true, where: 'cleared_at is null' })
@Index('product_blocks_untold_idx', ['deviceId'], { where: 'not told' })
export class ProductBlockEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('text') productId!: string;
  @Column('text') name!: string;
  /** Failed cups within the window that led to it. */
  @Column('integer') failures!: number;
  @Column('timestamptz', { default: () => 'now()' }) blockedAt!: Date;
  @Column('timestamptz', { nullable: true }) clearedAt!: Date | null;
  @Column('text', { nullable: true }) clearedBy!: string | null;
  /** The machine has been sent the list that this change is part of. */
  @Column('boolean', { default: false }) told!: boolean;
}
