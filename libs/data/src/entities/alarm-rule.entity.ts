import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { MerchantEntity } from './merchant.entity';

/** A rule that is not the product's own. Without a merchant it holds for all that have none of their own. */
@Entity('alarm_rules')
@Check('alarm_rules_severity_check', `severity in ('info', 'warn', 'critical')`)
@Index('alarm_rules_key_idx', { synchronize: false })
export class AlarmRuleEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @ManyToOne(() => MerchantEntity) @JoinColumn({ name: 'merchant_id' }) merchant?: Relation<MerchantEntity>;
  @Column('text') type!: string;
  @Column('boolean') enabled!: boolean;
  @Column('text') severity!: 'info' | 'warn' | 'critical';
  @Column('integer') raiseDelaySeconds!: number;
  @Column('integer') clearDelaySeconds!: number;
  @Column('double precision', { nullable: true }) thresholdLow!: number | null;
  @Column('double precision', { nullable: true }) thresholdHigh!: number | null;
  @Column('double precision', { nullable: true }) hysteresis!: number | null;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
}
