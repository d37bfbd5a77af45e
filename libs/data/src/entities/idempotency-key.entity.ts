import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The first answer to an act, given again to whoever repeats it with the same key. */
@Entity('idempotency_keys')
@Index(['createdAt'])
export class IdempotencyKeyEntity {
  /** Whose key it is, and for which act. */
  @PrimaryColumn('text') owner!: string;
  @PrimaryColumn('text') key!: string;
  @Column('bytea') requestHash!: Buffer;
  @Column('jsonb', { nullable: true }) answer!: Record<string, unknown> | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
