import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { TaskEntity } from './task.entity';

/** One line of what a worker told of a task. The task's row counts them, so that their numbers have no gaps. */
@Entity('task_log_lines')
@Check('task_log_lines_level_check', `level in ('info', 'warn', 'error')`)
@Check('task_log_lines_message_check', 'length(message) <= 1000')
export class TaskLogLineEntity {
  @PrimaryColumn('uuid') taskId!: string;
  @ManyToOne(() => TaskEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'task_id' })
  task?: Relation<TaskEntity>;
  @PrimaryColumn('integer') line!: number;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('integer') attempt!: number;
  @Column('text') level!: 'info' | 'warn' | 'error';
  @Column('text') code!: string;
  @Column('text') message!: string;
  @Column('jsonb', { default: {} }) details!: Record<string, unknown>;
}
