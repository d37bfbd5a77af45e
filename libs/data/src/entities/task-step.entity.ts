import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { TaskEntity } from './task.entity';

/** One part of a task's work, as its newest attempt found it. Written with the task's own row, by who holds it. */
@Entity('task_steps')
@Check('task_steps_status_check', `status in ('pending', 'running', 'success', 'fail', 'canceled')`)
@Check('task_steps_progress_check', 'progress between 0 and 100')
export class TaskStepEntity {
  @PrimaryColumn('uuid') taskId!: string;
  @ManyToOne(() => TaskEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'task_id' })
  task?: Relation<TaskEntity>;
  @PrimaryColumn('integer') position!: number;
  /** Of the task, whose worker began the step. */
  @Column('integer') attempt!: number;
  @Column('text') name!: string;
  @Column('text', { default: 'pending' }) status!: TaskEntity['status'];
  @Column('integer', { default: 0 }) progress!: number;
  @Column('bigint', { default: 0 }) done!: number;
  @Column('bigint', { nullable: true }) total!: number | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('timestamptz', { nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt!: Date | null;
}
