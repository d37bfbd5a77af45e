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
} from 'typeorm';
import { MerchantEntity } from './merchant.entity';

@Entity('enrolment_tokens')
@Check('enrolment_tokens_uses_left_check', 'uses_left >= 0')
@Check('enrolment_tokens_used_check', 'used >= 0')
@Index(['tokenHash'], { unique: true })
@Index(['merchantId', 'id'])
@Index(['expiresAt', 'id'])
@Index(['createdAt', 'id'])
export class EnrolmentTokenEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') merchantId!: number;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('bytea') tokenHash!: Buffer;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('integer') usesLeft!: number;
  /** Machines that it let in. */
  @Column('integer', { default: 0 }) used!: number;
  @Column('timestamptz', { nullable: true }) lastUsedAt!: Date | null;
  @Column('timestamptz') expiresAt!: Date;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
}
