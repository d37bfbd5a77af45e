import type { PackageType } from '@coffee/contract/packages';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { MerchantEntity } from './merchant.entity';

/** What machines install. Documents lie in `content`, uploads in a file of the storage folder; a trigger refuses changes. */
@Entity('packages')
@Check('packages_type_check', `type in ('recipes', 'firmware', 'resources')`)
@Check('packages_content_check', '(content is null) <> (storage_key is null)')
@Check('packages_size_check', 'size >= 0')
@Index(['createdAt', 'packageId'])
@Index(['name', 'packageId'])
@Index(['merchantId', 'createdAt', 'packageId'])
@Index('packages_lineage_idx', ['type', 'name', 'createdAt'])
@Index('packages_search_idx', { synchronize: false })
export class PackageEntity {
  @PrimaryColumn('uuid') packageId!: string;
  @Column('text') name!: string;
  @Column('text') packageVersion!: string;
  @Column('text') type!: PackageType;
  @Column('bytea', { nullable: true, select: false }) content!: Buffer | null;
  @Column('text', { nullable: true }) storageKey!: string | null;
  @Column('integer') size!: number;
  @Column('text') md5!: string;
  @Column('text') sha256!: string;
  @Column('jsonb') manifest!: Record<string, unknown>;
  /** Models; empty for all. */
  @Column('text', { array: true, default: '{}' }) compatibility!: string[];
  /** Null: for all merchants. */
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('text') createdBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
