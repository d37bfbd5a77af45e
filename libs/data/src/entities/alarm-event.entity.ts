import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { AlarmEntity } from './alarm.entity';

/** What happened to an alarm. Append-only. */
@Entity('alarm_events')
@Index(['alarmId', 'id'])
export class AlarmEventEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('integer') alarmId!: number;
  @ManyToOne(() => AlarmEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'alarm_id' })
  alarm?: Relation<AlarmEntity>;
  @Column('text') kind!: string;
  /** Null: by itself. */
  @Column('text', { nullable: true }) actor!: string | null;
  @Column('text', { nullable: true }) text!: string | null;
  @Column('jsonb', { default: {} }) data!: Record<string, unknown>;
  @Column('timestamptz') at!: Date;
}
