import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { DeviceEntity } from './device.entity';

/** Every change of a machine's status, and reports that came too late to be one (`applied` false). Append-only. */
@Entity('device_status_history')
@Check('device_status_history_cause_check', `cause in ('registered', 'reported', 'silence', 'person')`)
@Index(['deviceId', 'at', 'id'])
@Index('device_status_history_stale_idx', ['deviceId', 'reportedAt', 'status'], {
  unique: true,
  where: 'not applied',
})
export class StatusChangeEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('text', { nullable: true }) previous!: string | null;
  @Column('text') status!: string;
  @Column('text', { nullable: true }) activity!: string | null;
  @Column('text') cause!: 'registered' | 'reported' | 'silence' | 'person';
  @Column('boolean', { default: true }) applied!: boolean;
  /** Server's clock: when the change took effect. */
  @Column('timestamptz') at!: Date;
  @Column('timestamptz', { nullable: true }) reportedAt!: Date | null;
}
