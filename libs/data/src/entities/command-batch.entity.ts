import type { BatchPause } from '@coffee/contract/command-batches';
import type { Rollout } from '@coffee/contract/command-dispatch';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One dispatch to many machines. The counters follow its commands by delta, in the statements that move them. */
@Entity('command_batches')
@Check('command_batches_status_check', `status in ('running', 'paused', 'canceled', 'completed')`)
@Check(
  'command_batches_pause_check',
  `(paused_reason is null) = (pause is null) and (pause is null or status = 'paused')`,
)
@Index(['createdAt', 'batchId'])
@Index(['merchantId', 'createdAt', 'batchId'])
@Index('command_batches_releasing_idx', ['batchId'], { where: `status = 'running' and pending > 0` })
@Index('command_batches_limited_idx', ['batchId'], {
  where: `status = 'paused' and paused_reason is not null`,
})
export class CommandBatchEntity {
  @PrimaryColumn('uuid') batchId!: string;
  @Column('text') type!: string;
  @Column('jsonb', { default: {} }) payload!: Record<string, unknown>;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('jsonb', { nullable: true }) filter!: Record<string, unknown> | null;
  @Column('text', { default: 'running' }) status!: 'running' | 'paused' | 'canceled' | 'completed';
  /** Set while it is paused by itself; null when a person paused it. */
  @Column('text', { nullable: true }) pausedReason!: string | null;
  @Column('jsonb', { nullable: true }) pause!: BatchPause | null;
  @Column('integer', { default: 0 }) total!: number;
  @Column('integer', { default: 0 }) pending!: number;
  @Column('integer', { default: 0 }) queued!: number;
  @Column('integer', { default: 0 }) sent!: number;
  @Column('integer', { default: 0 }) acknowledged!: number;
  @Column('integer', { default: 0 }) success!: number;
  @Column('integer', { default: 0 }) fail!: number;
  @Column('integer', { default: 0 }) unsupported!: number;
  @Column('integer', { default: 0 }) expired!: number;
  @Column('integer', { default: 0 }) canceled!: number;
  @Column('jsonb', { nullable: true }) rollout!: Rollout | null;
  @Column('integer', { default: 0 }) stage!: number;
  @Column('timestamptz', { default: () => 'now()' }) stageStartedAt!: Date;
  /** Since when the open stage has enough successes: its bake time runs. */
  @Column('timestamptz', { nullable: true }) gatePassedAt!: Date | null;
  /** Until when the rate per minute is spent. */
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
  @Column('integer', { nullable: true }) maxFailurePercent!: number | null;
  @Column('integer', { default: 1 }) minSample!: number;
  /** What a person has seen and resumed in spite of: the failure limit begins anew after it. */
  @Column('integer', { default: 0 }) failuresForgiven!: number;
  @Column('integer', { default: 0 }) outcomesForgiven!: number;
  /** Null: its machines belong to several merchants. */
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('text') createdBy!: string;
  @Column('integer', { nullable: true }) createdById!: number | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
