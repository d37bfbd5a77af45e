import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One sample of one metric. Partitioned by month of `at` (the server's clock); the worker makes partitions ahead. */
@Entity('telemetry')
export class TelemetryEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('text') metric!: string;
  @PrimaryColumn('timestamptz') at!: Date;
  @Column('double precision') value!: number;
}
