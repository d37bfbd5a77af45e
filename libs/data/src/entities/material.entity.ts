import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  VersionColumn,
} from 'typeorm';

/** One dictionary for all merchants. `type` is `unknown` when a machine named a code that nobody had described. */
@Entity('materials')
@Check('materials_code_check', `code <> ''`)
@Check('materials_cost_minor_check', 'cost_minor >= 0')
@Index(['code'], { unique: true })
@Index(['type', 'id'])
@Index('materials_search_idx', { synchronize: false })
export class MaterialEntity {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') code!: string;
  @Column('text') name!: string;
  @Column('text') type!: string;
  @Column('text') unit!: string;
  @Column('double precision', { nullable: true }) density!: number | null;
  /** Minor units of money for 1,000 units of amount, where it is known. */
  @Column('integer', { nullable: true }) costMinor!: number | null;
  @Column('boolean', { default: true }) enabled!: boolean;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ type: 'timestamptz' }) updatedAt!: Date;
  @VersionColumn({ default: 1 }) version!: number;
}
