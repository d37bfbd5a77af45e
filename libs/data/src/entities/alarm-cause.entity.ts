import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * A cause that the sweep knows of, with its timers: it becomes an alarm once it has lasted, and the alarm closes once it has
 * been gone. Kept for an hour after that, to see that it comes and goes.
 */
@Entity('alarm_causes')
@Index('alarm_causes_key_idx', { synchronize: false })
@Index(['deviceId'], { where: 'device_id is not null' })
export class AlarmCauseEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') type!: string;
  @Column('text') slot!: string;
  @Column('text', { nullable: true }) deviceId!: string | null;
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('integer', { nullable: true }) locationId!: number | null;
  @Column('text') severity!: string;
  @Column('jsonb') data!: Record<string, unknown>;
  /** The slot of the cause that this one is a part of. */
  @Column('text', { nullable: true }) under!: string | null;
  /** When it began, by the fact itself. */
  @Column('timestamptz') since!: Date;
  /** When the sweep saw it come: the delay before raising runs from here. */
  @Column('timestamptz') seenAt!: Date;
  /** When the sweep saw it go: the delay before clearing runs from here. Null while it is there. */
  @Column('timestamptz', { nullable: true }) goneAt!: Date | null;
  /** The alarm that it has raised; null before, and after that has cleared. */
  @Column('integer', { nullable: true }) alarmId!: number | null;
  /** The last times that it came or went, at most seven. */
  @Column('timestamptz', { array: true, default: '{}' }) changes!: Date[];
}
