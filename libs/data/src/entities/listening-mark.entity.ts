import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Since when the system has been able to hear its machines without a break, and when it last could. */
@Entity('listening_marks')
export class ListeningMarkEntity {
  @PrimaryColumn('text') name!: string;
  @Column('timestamptz', { default: () => 'now()' }) since!: Date;
  @Column('timestamptz', { default: () => 'now()' }) seenAt!: Date;
}
