import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Failed sign-ins of one key (`email:…` or `ip:…`) in the running window. In PostgreSQL, so that no Redis flush opens the gate. */
@Entity('login_attempts')
export class LoginAttemptEntity {
  @PrimaryColumn('text') key!: string;
  @Column('integer') failures!: number;
  @Column('timestamptz') windowStart!: Date;
}
