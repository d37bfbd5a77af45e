import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';

export interface MerchantSettingsJson {
  timeZone: string;
  currency: string;
  autoRefund: { enabled: boolean; maxAmountMinor: number; maxPerDeviceDay: number; maxPerHour: number };
}

@Entity('merchants')
@Check('merchants_status_check', `status in ('active', 'inactive')`)
@Index(['name', 'id'])
@Index(['createdAt', 'id'])
export class MerchantEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) contact!: string | null;
  @Column('text', { default: 'active' }) status!: 'active' | 'inactive';
  @Column('jsonb') settings!: MerchantSettingsJson;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
