import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Who changed what. Append-only: the database refuses UPDATE, DELETE and TRUNCATE. Secrets never reach `before` or
 * `after`. Partitioned by month of `createdAt`; a new column must join the digest that is sealed.
 */
@Entity('audit_entries')
@Index(['xactId', 'id'])
@Index(['targetType', 'targetId', 'createdAt', 'id'])
@Index('audit_entries_deeds_idx', ['targetType', 'targetId', 'createdAt', 'id'], {
  where: `action <> 'device.status_changed'`,
})
@Index(['action', 'createdAt', 'id'])
@Index(['actorId', 'createdAt', 'id'], { where: 'actor_id is not null' })
@Index(['merchantId', 'createdAt', 'id'])
@Index(['requestId'], { where: 'request_id is not null' })
export class AuditEntryEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') action!: string;
  @Column('text') targetType!: string;
  @Column('text') targetId!: string;
  @Column('text') summary!: string;
  @Column('jsonb', { nullable: true }) before!: unknown;
  @Column('jsonb', { nullable: true }) after!: unknown;
  @Column('text') source!: string;
  @Column('integer', { nullable: true }) actorId!: number | null;
  @Column('text', { nullable: true }) actorName!: string | null;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('text', { nullable: true }) ip!: string | null;
  @Column('text', { nullable: true }) requestId!: string | null;
  @PrimaryColumn('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  /**
   * Of the transaction that wrote it: what is older than every running one is complete and can be sealed. The default's
   * casts are left out here, as TypeORM leaves them out when it compares.
   */
  @Column('bigint', { default: () => '((pg_current_xact_id()))' }) xactId!: number;
}
