import type { MovementCause, MovementType } from '@coffee/contract/stock';
import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { DeviceEntity } from './device.entity';
import { numeric } from './numeric';

/**
 * What went into a bin or out of it: append-only, numbered without gaps. The sum of `amount` is the bin's level, and
 * `balance` what it was after. No foreign keys: they would cost a look-up for every cup, and facts outlive what they name.
 */
@Entity('stock_movements')
@Check('stock_movements_type_check', `type in ('consume', 'refill', 'adjust', 'waste', 'report')`)
@Index('stock_movements_drift_idx', ['recordedAt', 'deviceId', 'binIndex', 'seq'], {
  where: `expected is not null`,
})
export class StockMovementEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('integer') binIndex!: number;
  @PrimaryColumn('integer') seq!: number;
  @Column('text') type!: MovementType;
  @Column('text') cause!: MovementCause;
  @Column('integer', { nullable: true }) materialId!: number | null;
  @Column('numeric', { transformer: numeric }) amount!: number;
  @Column('numeric', { transformer: numeric }) balance!: number;
  /** Only where somebody looked and found another level: what the ledger said before. */
  @Column('numeric', { nullable: true, transformer: numeric }) expected!: number | null;
  /** The order's own key. */
  @Column('bigint', { nullable: true }) orderId!: number | null;
  @Column('text', { nullable: true }) actor!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('timestamptz') occurredAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) recordedAt!: Date;
}

/** What was used of a bin in an hour (UTC), kept in the transaction of the movement, so that a forecast reads no movements. */
@Entity('bin_hours')
export class BinHourEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('integer') binIndex!: number;
  @PrimaryColumn('integer') materialId!: number;
  @PrimaryColumn('timestamptz') hour!: Date;
  @Column('numeric', { transformer: numeric }) amount!: number;
  @Column('integer', { default: 0 }) cups!: number;
  /** What the cups that took from it were paid, in the merchant's currency. */
  @Column('bigint', { default: 0 }) salesMinor!: number;
}

/** When bins run out, as it was last worked out: what the refill board is sorted by. */
@Entity('bin_forecasts')
@Index(['emptiesAt', 'deviceId', 'binIndex'])
export class BinForecastEntity {
  @PrimaryColumn('text') deviceId!: string;
  @PrimaryColumn('integer') binIndex!: number;
  @ManyToOne(() => DeviceEntity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'device_id' })
  device?: Relation<DeviceEntity>;
  /** Infinity where use is not known. */
  @Column('timestamptz') emptiesAt!: Date | number;
  /** The bin's last movement and level that went into it. */
  @Column('integer') movements!: number;
  @Column('numeric', { transformer: numeric }) remaining!: number;
  @Column('timestamptz') computedAt!: Date;
}

/** What one cup of a published recipe takes: its schema in rows, written by a trigger when it is published. */
@Entity('recipe_amounts')
export class RecipeAmountEntity {
  @PrimaryColumn('integer') recipeId!: number;
  @PrimaryColumn('integer') line!: number;
  @Column('integer') materialId!: number;
  /** The bin it comes from where the recipe names one. */
  @Column('integer', { nullable: true }) binIndex!: number | null;
  @Column('numeric', { transformer: numeric }) amount!: number;
}

/** Which version of a product a package holds: its manifest in rows, written by a trigger with the package. */
@Entity('package_recipes')
export class PackageRecipeEntity {
  @PrimaryColumn('uuid') packageId!: string;
  @PrimaryColumn('integer') productId!: number;
  @Column('integer') recipeId!: number;
}
