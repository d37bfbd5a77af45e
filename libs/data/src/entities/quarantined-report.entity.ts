import { Column, CreateDateColumn, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A body that was refused by its shape, kept so that people can see what a machine tried to say. */
@Entity('quarantined_reports')
@Index(['deviceId', 'id'])
export class QuarantinedReportEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' }) id!: number;
  @Column('text') deviceId!: string;
  @Column('text') route!: string;
  @Column('text') body!: string;
  @Column('text') error!: string;
  @CreateDateColumn({ type: 'timestamptz' }) receivedAt!: Date;
}
