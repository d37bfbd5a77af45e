import { Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';

/** The table of `connect-pg-simple`; `userId` is a generated column so that a user's sessions can be ended by SQL. */
@Entity('sessions')
@Index(['expire'])
@Index(['userId'])
export class SessionEntity {
  @PrimaryColumn('text') sid!: string;
  /** Names the session to people: `sid` is the secret of its cookie. */
  @Generated('uuid') @Column('uuid') id!: string;
  @Column({ type: 'json' }) sess!: unknown;
  @Column({ type: 'timestamptz', precision: 6 }) expire!: Date;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  /** Moved every few minutes, not with every request. */
  @Column('timestamptz', { default: () => 'now()' }) lastSeenAt!: Date;
  @Column({
    type: 'integer',
    nullable: true,
    generatedType: 'STORED',
    asExpression: `((sess -> 'passport' ->> 'user')::integer)`,
    insert: false,
    update: false,
  })
  userId!: number | null;
}
