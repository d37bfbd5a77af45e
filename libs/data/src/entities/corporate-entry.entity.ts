import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A refund to a corporate account: our own ledger is the provider, and an entry is the payment. Append-only. */
@Entity('corporate_entries')
@Unique(['refundId'])
@Check('corporate_entries_amount_minor_check', 'amount_minor > 0')
@Index(['merchantId', 'createdAt', 'id'])
export class CorporateEntryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('uuid') refundId!: string;
  @Column('text') orderId!: string;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('bigint') amountMinor!: number;
  @Column('text') currency!: string;
  @Column('text') reason!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
