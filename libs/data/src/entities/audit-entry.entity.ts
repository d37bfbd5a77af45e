import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Who changed what. Append-only: the database refuses UPDATE and DELETE. Secrets never reach `before` or `after`. */
@Entity('audit_entries')
@Index(['createdAt', 'id'])
@Index(['targetType', 'targetId', 'id'])
@Index(['action', 'id'])
@Index(['actorId', 'id'])
@Index(['merchantId', 'id'])
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
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
