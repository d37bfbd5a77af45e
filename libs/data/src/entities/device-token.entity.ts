import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { DeviceEntity } from './device.entity';

/** SHA-256 of a machine's token (256 random bits, so a fast hash is enough). A replaced one has an end. */
@Entity('device_tokens')
@Index(['deviceId'])
@Index(['tokenHash'])
export class DeviceTokenEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') deviceId!: string;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  @Column('bytea') tokenHash!: Buffer;
  @Column('timestamptz', { nullable: true }) validUntil!: Date | null;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
}
