import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a worker process last said that it lives; readiness reads it. */
@Entity('worker_heartbeats')
export class WorkerHeartbeatEntity {
  @PrimaryColumn('text') name!: string;
  @Column('text') role!: string;
  @Column('timestamptz', { default: () => 'now()' }) seenAt!: Date;
}
