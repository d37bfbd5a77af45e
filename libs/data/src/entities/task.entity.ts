import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Work behind the scenes: the row is the truth, a queue job only says "look at it now". */
@Entity('tasks')
@Check('tasks_status_check', `status in ('pending', 'running', 'success', 'fail', 'canceled')`)
@Check('tasks_progress_check', 'progress between 0 and 100')
@Index(['createdAt', 'taskId'])
@Index(['merchantId', 'createdAt'])
@Index(['nextAttemptAt'], { where: `status in ('pending', 'running')` })
export class TaskEntity {
  @PrimaryColumn('uuid') taskId!: string;
  @Column('text') type!: string;
  @Column('text', { default: 'pending' }) status!: 'pending' | 'running' | 'success' | 'fail' | 'canceled';
  @Column('integer', { default: 0 }) progress!: number;
  @Column('jsonb', { default: {} }) params!: Record<string, unknown>;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('integer', { nullable: true }) actorId!: number | null;
  @Column('text', { nullable: true }) resultUrl!: string | null;
  @Column('text', { nullable: true }) errorMessage!: string | null;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('timestamptz', { default: () => 'now()' }) nextAttemptAt!: Date;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
