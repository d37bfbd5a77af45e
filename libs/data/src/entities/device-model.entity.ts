import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which commands a model supports. A model nobody described supports all. */
@Entity('device_models')
export class DeviceModelEntity {
  @PrimaryColumn('text') model!: string;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { array: true }) commandTypes!: string[];
}
