import type { PackageType } from '@coffee/contract/packages';
import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { DeviceEntity } from './device.entity';
import { PackageEntity } from './package.entity';

/** What a machine has of a type of package, as its own results say, and what it was last told to install. */
@Entity('device_packages')
@Index(['installedPackageId', 'deviceId'])
@Index(['intendedPackageId', 'deviceId'])
@Index('device_packages_drifting_idx', ['deviceId', 'packageType'], {
  where: 'installed_package_id is distinct from intended_package_id',
})
export class DevicePackageEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('text') packageType!: PackageType;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('uuid', { nullable: true }) installedPackageId!: string | null;
  @ManyToOne(() => PackageEntity)
  @JoinColumn({ name: 'installed_package_id' })
  installed?: Relation<PackageEntity>;
  @Column('timestamptz', { nullable: true }) installedAt!: Date | null;
  /** The command whose result said so, and when that was created: machines carry commands out in that order. */
  @Column('uuid', { nullable: true }) installedBy!: string | null;
  @Column('timestamptz', { nullable: true }) installedIssuedAt!: Date | null;
  @Column('uuid', { nullable: true }) intendedPackageId!: string | null;
  @ManyToOne(() => PackageEntity)
  @JoinColumn({ name: 'intended_package_id' })
  intended?: Relation<PackageEntity>;
  @Column('timestamptz', { nullable: true }) intendedAt!: Date | null;
}
