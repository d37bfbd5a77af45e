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

/** `email` is kept in lower case; the unique index is on what is stored. */
@Entity('users')
@Check('users_role_check', `role in ('admin', 'ops', 'viewer')`)
@Check('users_email_check', 'email = lower(email)')
@Index(['email'], { unique: true })
@Index(['merchantId', 'id'])
@Index(['name', 'id'])
@Index(['createdAt', 'id'])
@Index('users_search_idx', { synchronize: false })
export class UserEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') email!: string;
  @Column('text') name!: string;
  @Column('text') role!: 'admin' | 'ops' | 'viewer';
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('boolean', { default: true }) active!: boolean;
  /** Null: invited, and has set none yet. */
  @Column('text', { nullable: true }) passwordHash!: string | null;
  @Column('timestamptz', { nullable: true }) lastLoginAt!: Date | null;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
