import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';
import { LocationEntity } from './location.entity';
import { MerchantEntity } from './merchant.entity';

/**
 * A machine's identity and standing. What changes with every heartbeat lives in `device_states`, so that this table
 * stays quiet: lists and counts read it from its indexes alone.
 */
@Entity('devices')
@Check('devices_status_check', `status in ('registered', 'online', 'offline', 'fault', 'maintenance')`)
@Check('devices_lifecycle_check', `lifecycle in ('active', 'suspended', 'retired')`)
@Index(['merchantId', 'deviceId'])
@Index(['merchantId', 'status', 'deviceId'])
@Index('devices_counted_idx', ['merchantId', 'status'], { where: `lifecycle <> 'retired'` })
@Index('devices_retired_idx', ['deviceId'], { where: `lifecycle = 'retired'` })
@Index(['status', 'deviceId'])
@Index(['locationId', 'deviceId'])
@Index(['model', 'deviceId'])
@Index(['createdAt', 'deviceId'])
@Index('devices_tags_idx', { synchronize: false })
@Index('devices_search_text_idx', { synchronize: false })
@Index('devices_address_idx', { synchronize: false })
export class DeviceEntity {
  @PrimaryColumn('text') deviceId!: string;
  @Column('text', { nullable: true }) alias!: string | null;
  @Column('text', { nullable: true }) model!: string | null;
  @Column('text', { nullable: true }) serial!: string | null;
  @Column('text', { nullable: true }) mac!: string | null;
  @Column('text', { default: 'registered' }) status!:
    'registered' | 'online' | 'offline' | 'fault' | 'maintenance';
  @Column('text', { nullable: true }) activity!: string | null;
  @Column('text', { default: 'active' }) lifecycle!: 'active' | 'suspended' | 'retired';
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('integer', { nullable: true }) locationId!: number | null;
  @ManyToOne(() => LocationEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'location_id' })
  location?: Relation<LocationEntity>;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('double precision', { nullable: true }) lat!: number | null;
  @Column('double precision', { nullable: true }) lng!: number | null;
  @Column('text', { array: true, default: '{}' }) tags!: string[];
  @Column({
    type: 'text',
    generatedType: 'STORED',
    asExpression: `lower(device_id || ' ' || coalesce(alias, '') || ' ' || coalesce(model, '') || ' ' || coalesce(address, ''))`,
    insert: false,
    update: false,
  })
  searchText!: string;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
