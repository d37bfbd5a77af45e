import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The place of an entry in the chain. Append-only. `hash` needs the key and the hash before it. */
@Entity('audit_seals')
@Index(['entryId'], { unique: true })
export class AuditSealEntity {
  @PrimaryColumn('bigint') position!: number;
  @Column('bigint') entryId!: number;
  @Column('timestamptz') entryAt!: Date;
  /** Of the entry's columns. */
  @Column('bytea') content!: Buffer;
  @Column('bytea') hash!: Buffer;
}

/** How far the sealing is: one row. Every entry of a transaction before `xactId` is sealed. */
@Entity('audit_sealing')
@Check('audit_sealing_id_check', 'id = 1')
export class AuditSealingEntity {
  @PrimaryColumn('integer', { default: 1 }) id!: number;
  @Column('uuid') chainId!: string;
  /** Tells the sealing key from others, and tells nothing of it. Null before the first seal. */
  @Column('text', { nullable: true }) keyId!: string | null;
  @Column('bigint', { default: 0 }) position!: number;
  @Column('bigint', { default: 0 }) xactId!: number;
  @Column('bigint', { default: 0 }) entryId!: number;
}

/** A month that was taken out of the log. Its seals stay; `digest` is over their contents. Append-only. */
@Entity('audit_retirements')
export class AuditRetirementEntity {
  @PrimaryColumn('text') partition!: string;
  @Column('timestamptz') fromAt!: Date;
  @Column('timestamptz') toAt!: Date;
  @Column('bigint') entries!: number;
  @Column('bytea') digest!: Buffer;
  @Column('bytea') mac!: Buffer;
  @Column('timestamptz', { default: () => 'now()' }) retiredAt!: Date;
}
