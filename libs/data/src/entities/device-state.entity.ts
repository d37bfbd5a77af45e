import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { DeviceEntity } from './device.entity';

/** The last word of a machine: written by every heartbeat, in groups. `-infinity` means never. */
@Entity('device_states')
@Index(['lastSeen', 'deviceId'])
export class DeviceStateEntity {
  @PrimaryColumn('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  /** Server's clock. */
  @Column('timestamptz', { default: '-infinity' }) lastSeen!: Date | number;
  /** The machine's clock at the newest report that was applied. */
  @Column('timestamptz', { default: '-infinity' }) reportedAt!: Date | number;
  @Column('timestamptz', { default: '-infinity' }) sampledAt!: Date | number;
  @Column('text', { nullable: true }) fwVersion!: string | null;
  @Column('text', { nullable: true }) ip!: string | null;
  @Column('text', { nullable: true }) wifiSsid!: string | null;
  @Column('real', { nullable: true }) wifiSignal!: number | null;
  @Column('real', { nullable: true }) temperature!: number | null;
  @Column('bigint', { nullable: true }) uptimeSeconds!: number | null;
  @Column('bigint', { nullable: true }) clockSkewMs!: number | null;
  /** Commands that are queued for the machine: kept by delta, so that a heartbeat's answer costs no query. */
  @Column('integer', { default: 0 }) pendingCommands!: number;
  @Column('jsonb', { default: {} }) extra!: Record<string, unknown>;
}
