import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
  Unique,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';
import { UserEntity } from './user.entity';

/** A list as somebody likes to see it: its filters and its sort, as they stand in the address of its page. */
@Entity('saved_views')
@Unique(['userId', 'list', 'name'])
@Index('saved_views_shared_idx', ['list', 'merchantId'], { where: 'shared' })
export class SavedViewEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') userId!: number;
  @ManyToOne(() => UserEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id' })
  user?: Relation<UserEntity>;
  /** Of its owner when it was made; a shared view is seen by people of the same merchant. */
  @Column('integer', { nullable: true }) merchantId!: number | null;
  @Column('text') list!: string;
  @Column('text') name!: string;
  @Column('text') query!: string;
  @Column('boolean', { default: false }) shared!: boolean;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
