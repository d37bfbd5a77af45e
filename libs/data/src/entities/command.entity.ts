import type { QuietHours } from '@coffee/contract/command-dispatch';
import type { CommandErrorCode, CommandState } from '@coffee/contract/commands';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { CommandBatchEntity } from './command-batch.entity';
import { DeviceEntity } from './device.entity';

/** One command to one machine. Moved by compare-and-set only: see the commands feature's table of states. */
@Entity('commands')
@Check(
  'commands_status_check',
  `status in ('pending', 'queued', 'sent', 'acknowledged', 'success', 'fail', 'unsupported', 'expired', 'canceled')`,
)
@Check(
  'commands_last_error_code_check',
  `last_error_code in ('no_result', 'expired_unfetched', 'expired_without_result', 'unsupported_by_model')`,
)
@Index(['batchId', 'deviceId', 'commandId'])
@Index(['batchId', 'status', 'deviceId', 'commandId'])
@Index('commands_expiring_idx', ['expiresAt'], { where: `status in ('pending', 'queued')` })
@Index(['finishedAt'], { where: 'finished_at is not null' })
@Index('commands_open_idx', ['deviceId', 'createdAt', 'commandId'], {
  where: `status in ('pending', 'queued', 'sent', 'acknowledged')`,
})
@Index('commands_ended_idx', ['deviceId', 'createdAt', 'commandId'], {
  where: `status in ('success', 'fail', 'unsupported', 'expired', 'canceled')`,
})
@Index('commands_leased_idx', ['leaseUntil'], { where: `status in ('sent', 'acknowledged')` })
@Index('commands_failed_upgrades_idx', ['finishedAt'], { where: `type = 'upgrade' and status = 'fail'` })
@Index('commands_ended_upgrades_idx', ['deviceId', 'finishedAt'], {
  where: `type = 'upgrade' and status in ('success', 'fail')`,
})
export class CommandEntity {
  @PrimaryColumn('uuid') commandId!: string;
  @Column('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity) @JoinColumn({ name: 'device_id' }) device?: Relation<DeviceEntity>;
  @Column('uuid', { nullable: true }) batchId!: string | null;
  @ManyToOne(() => CommandBatchEntity)
  @JoinColumn({ name: 'batch_id' })
  batch?: Relation<CommandBatchEntity>;
  /** The stage of its batch's rollout that lets it go. */
  @Column('smallint', { default: 0 }) stage!: number;
  /** A retry took its place in the batch, under a new id: a machine would answer the old id with the old result. */
  @Column('boolean', { default: false }) superseded!: boolean;
  @Column('text') type!: string;
  @Column('jsonb', { default: {} }) payload!: Record<string, unknown>;
  @Column('text') status!: CommandState;
  @Column('integer', { default: 0 }) attempts!: number;
  @Column('integer', { default: 5 }) maxAttempts!: number;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) leaseUntil!: Date | null;
  @Column('timestamptz', { nullable: true }) sentAt!: Date | null;
  @Column('timestamptz', { nullable: true }) acknowledgedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
  /** The machine has told its result: nothing moves the command any more. */
  @Column('boolean', { default: false }) hasResult!: boolean;
  @Column('jsonb', { nullable: true }) result!: Record<string, unknown> | null;
  @Column('text', { nullable: true }) lastError!: string | null;
  /** Set when the server ended it, null when `lastError` is the machine's own word. */
  @Column('text', { nullable: true }) lastErrorCode!: CommandErrorCode | null;
  @Column('boolean', { default: false }) late!: boolean;
  @Column('boolean', { default: false }) cancelRequested!: boolean;
  @Column('jsonb', { nullable: true }) quietHours!: QuietHours | null;
  @Column('text') actor!: string;
  @Column('integer', { nullable: true }) actorId!: number | null;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
}
