import type { OpeningHours } from '@coffee/contract/opening-hours';
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';
import { MerchantEntity } from './merchant.entity';

@Entity('locations')
@Check('locations_lat_check', 'lat between -90 and 90')
@Check('locations_lng_check', 'lng between -180 and 180')
@Index(['merchantId', 'name', 'id'])
@Index(['name', 'id'])
@Index(['createdAt', 'id'])
@Index('locations_search_idx', { synchronize: false })
export class LocationEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') merchantId!: number;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('double precision', { nullable: true }) lat!: number | null;
  @Column('double precision', { nullable: true }) lng!: number | null;
  @Column('text') timeZone!: string;
  /** In `timeZone`; null: always open. */
  @Column('jsonb', { nullable: true }) openingHours!: OpeningHours | null;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
