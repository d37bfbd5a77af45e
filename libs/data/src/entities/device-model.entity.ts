import { Column, Entity, PrimaryColumn, VersionColumn } from 'typeorm';

/** Which commands a model supports. A model nobody described supports all. */
@Entity('device_models')
export class DeviceModelEntity {
  @PrimaryColumn('text') model!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { array: true }) commandTypes!: string[];
  @VersionColumn({ default: 1 }) version!: number;
}
