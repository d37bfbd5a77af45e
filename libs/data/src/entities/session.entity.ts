import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The table of `connect-pg-simple`; `userId` is a generated column so that a user's sessions can be ended by SQL. */
@Entity('sessions')
@Index(['expire'])
@Index(['userId'])
export class SessionEntity {
  @PrimaryColumn('text') sid!: string;
  @Column({ type: 'json' }) sess!: unknown;
  @Column({ type: 'timestamptz', precision: 6 }) expire!: Date;
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
