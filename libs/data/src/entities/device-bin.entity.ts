import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { DeviceEntity } from './device.entity';
import { MaterialEntity } from './material.entity';

/** A bin of a machine. `isLow` is generated: at or below the threshold; an empty bin is low whatever its capacity. */
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
  @Column('double precision') remaining!: number;
  @Column('double precision', { nullable: true }) capacity!: number | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('double precision', { default: 20 }) thresholdLowPct!: number;
  @Column({
    type: 'boolean',
    generatedType: 'STORED',
    asExpression: '(remaining <= coalesce(capacity, 0) * threshold_low_pct / 100)',
    insert: false,
    update: false,
  })
  isLow!: boolean;
  @Column('timestamptz', { nullable: true }) reportedAt!: Date | null;
}
