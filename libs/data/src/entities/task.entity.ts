import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';

/** Work behind the scenes: the row is the truth, a queue job only says "look at it now". */
@Entity('tasks')
@Check('tasks_status_check', `status in ('pending', 'running', 'success', 'fail', 'canceled')`)
@Check('tasks_progress_check', 'progress between 0 and 100')
@Index(['createdAt', 'taskId'])
@Index(['merchantId', 'createdAt'])
@Index(['type', 'createdAt', 'taskId'])
@Index(['expiresAt'], { where: 'file_key is not null' })
@Index(['finishedAt'], { where: 'first_line <= last_line' })
@Index(['rerunOf', 'createdAt'], { where: 'rerun_of is not null' })
@Index(['nextAttemptAt'], { where: `status in ('pending', 'running')` })
export class TaskEntity {
  @PrimaryColumn('uuid') taskId!: string;
  @Column('text') type!: string;
  @Column('text', { default: 'pending' }) status!: 'pending' | 'running' | 'success' | 'fail' | 'canceled';
  @Column('integer', { default: 0 }) progress!: number;
  /** Pieces of work done so far, of `total` where that is known; `unit` names them: `rows`. */
  @Column('bigint', { default: 0 }) done!: number;
  @Column('bigint', { nullable: true }) total!: number | null;
  @Column('text', { nullable: true }) unit!: string | null;
  /** Pieces a second, measured by the worker that runs it. */
  @Column('double precision', { nullable: true }) rate!: number | null;
  @Column('jsonb', { default: {} }) params!: Record<string, unknown>;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('integer', { nullable: true }) actorId!: number | null;
  @Column('text', { nullable: true }) requestedBy!: string | null;
  /** What the work is about, for people. */
  @Column('jsonb', { nullable: true }) scope!: Record<string, unknown> | null;
  @Column('text', { nullable: true }) resultUrl!: string | null;
  /** What came of it so far, kept with the work's own changes: a second attempt goes on from here. */
  @Column('jsonb', { nullable: true }) result!: Record<string, unknown> | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  /** Where the file lies in the storage; null when there is none, or not any more. */
  @Column('text', { nullable: true }) fileKey!: string | null;
  @Column('text', { nullable: true }) fileName!: string | null;
  @Column('bigint', { nullable: true }) fileSize!: number | null;
  @Column('bigint', { nullable: true }) fileRows!: number | null;
  @Column('text', { nullable: true }) fileSha256!: string | null;
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
  /** Of its log: lines before the first were dropped, and all of them are gone when it stands behind the last. */
  @Column('integer', { default: 1 }) firstLine!: number;
  @Column('integer', { default: 0 }) lastLine!: number;
  /** The task whose request this one repeats. */
  @Column('uuid', { nullable: true }) rerunOf!: string | null;
  @ManyToOne(() => TaskEntity, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'rerun_of' })
  rerunOfTask?: Relation<TaskEntity> | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('timestamptz', { default: () => 'now()' }) nextAttemptAt!: Date;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
