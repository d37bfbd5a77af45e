import type { RecipeSchema, RecipeStatus } from '@coffee/contract/recipes';
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

/** One version of a recipe. A trigger keeps what was published as it is. */
@Entity('recipes')
@Check('recipes_status_check', `status in ('draft', 'published', 'archived')`)
@Check('recipes_published_at_check', `status <> 'published' or published_at is not null`)
@Index(['merchantId', 'id'])
@Index(['name', 'id'])
@Index(['createdAt', 'id'])
@Index(['updatedAt', 'id'])
@Index(['productId', 'id'])
@Index('recipes_revision_idx', ['productId', 'revision'], { unique: true })
@Index('recipes_search_idx', { synchronize: false })
export class RecipeEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  /** What machines and orders call the drink; the same in all of its versions. A trigger numbers a new product. */
  @Column('integer') productId!: number;
  @Column('integer', { default: 1 }) revision!: number;
  @Column('text', { default: 'draft' }) status!: RecipeStatus;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) category!: string | null;
  @Column('jsonb') schema!: RecipeSchema;
  /** Null: for all merchants. */
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('text') createdBy!: string;
  @Column('timestamptz', { nullable: true }) publishedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) archivedAt!: Date | null;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
