import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { DeviceEntity } from './device.entity';
import { MaterialEntity } from './material.entity';
import { numeric } from './numeric';

/**
 * A bin of a machine. `remaining` is the sum of its movements and changes only together with one. A trigger judges
 * `isLow`: set at the threshold, cleared above it by the margin of the alarm rules; an empty bin is low whatever its
 * capacity, one that was freed never is.
 */
@Entity('device_bins')
@Check('device_bins_bin_index_check', 'bin_index >= 0')
@Check('device_bins_threshold_check', 'threshold_low_pct between 0 and 100')
@Index(['materialId'])
@Index(['deviceId'], { where: 'is_low' })
export class DeviceBinEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('integer') binIndex!: number;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('integer', { nullable: true }) materialId!: number | null;
  @ManyToOne(() => MaterialEntity) @JoinColumn({ name: 'material_id' }) material?: Relation<MaterialEntity>;
  @Column('numeric', { transformer: numeric }) remaining!: number;
  @Column('double precision', { nullable: true }) capacity!: number | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('double precision', { default: 20 }) thresholdLowPct!: number;
  @Column({ type: 'boolean', default: false, insert: false, update: false }) isLow!: boolean;
  /** How many movements there are: the number of the last one. */
  @Column('integer', { default: 0 }) movements!: number;
  /** When a person said what is in it: material, capacity and unit are theirs then. Null: they are the machine's. */
  @Column('timestamptz', { nullable: true }) boundAt!: Date | null;
  /** When a person freed it; until somebody says anew what is in it. */
  @Column('timestamptz', { nullable: true }) freedAt!: Date | null;
  /** The machine's last word, as it said it. */
  @Column('timestamptz', { nullable: true }) reportedAt!: Date | null;
  @Column('integer', { nullable: true }) reportedMaterialId!: number | null;
  @Column('numeric', { nullable: true, transformer: numeric }) reportedRemaining!: number | null;
}
