import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { IsMoney } from './money';
import { CommaList, PageQuery, Pagination, QueryFlag } from './paging';
import { IsInstant } from './times';

/** What a machine does in a step: the actions of the first-generation kiosk. */
export const STEP_TYPES = ['grind', 'brew', 'add_powder', 'mix', 'heat', 'pour'] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** A draft changes, a published version never does, an archived one goes into no new package. */
export const RECIPE_STATUSES = ['draft', 'published', 'archived'] as const;
export type RecipeStatus = (typeof RECIPE_STATUSES)[number];

export const MAX_RECIPE_STEPS = 50;
export const MAX_AMOUNT = 100_000;
/** Millilitres that a cup holds unless `metadata.cup_ml` says otherwise. */
export const DEFAULT_CUP_ML = 500;
export const PACKAGE_VERSION_PATTERN = /^[A-Za-z0-9._-]{1,50}$/;

const isStepId = (value: unknown): boolean =>
  typeof value === 'number'
    ? Number.isSafeInteger(value) && value >= 0
    : typeof value === 'string' && /^\S.{0,49}$/u.test(value) && PLAIN_TEXT_PATTERN.test(value);

/** Text of 1 to 50 characters or a whole number. */
function IsStepId(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isStepId',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isStepId,
        defaultMessage: (args) => `${args?.property} must be text of 1 to 50 characters or a whole number`,
      },
    });
}

/** More than nothing, and no more than any machine holds. */
function IsAmount(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isAmount',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'number' && value > 0 && value <= MAX_AMOUNT,
        defaultMessage: (args) => `${args?.property} must be a number above 0, at most ${MAX_AMOUNT}`,
      },
    });
}

export class StepMaterial {
  @IsString() @MinLength(1) @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) material_code!: string;
  @IsAmount() amount!: number;
  @IsString() @MinLength(1) @MaxLength(20) @Matches(PLAIN_TEXT_PATTERN) unit!: string;
}

export class RecipeMaterial extends StepMaterial {
  /** The bin it comes from where a material lies in several. */
  @IsOptional() @IsInt() @Min(0) @Max(999) bin_index?: number | null;
}

/** One thing that the machine does, in the order of the list. */
export class RecipeStep {
  /** Unique within the recipe. */
  @IsStepId() step_id!: string | number;
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsIn(STEP_TYPES) type!: StepType;
  @IsObject() params!: Record<string, unknown>;
  /** Seconds. */
  @IsOptional() @IsNumber() @Min(0) @Max(3600) duration?: number | null;
  /** Degrees Celsius. */
  @IsOptional() @IsNumber() @Min(-20) @Max(150) temperature?: number | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => StepMaterial)
  materials?: StepMaterial[] | null;
}

/** True unless the recipe comes in `schema`. */
const isFlat = (body: unknown): boolean => (body as { schema?: unknown }).schema === undefined;

/** How a drink is made and what it costs. */
export class RecipeSchema {
  /** For people; a new version counts it up. */
  @ValidateIf(isFlat) @Matches(PACKAGE_VERSION_PATTERN) version!: string;
  @ValidateIf(isFlat) @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @IsOptional() @IsString() @MaxLength(1000) @Matches(PLAIN_TEXT_PATTERN) description?: string | null;
  @IsOptional() @IsString() @MaxLength(50) @Matches(PLAIN_TEXT_PATTERN) category?: string | null;
  /** Seconds. */
  @IsOptional() @IsNumber() @Min(0) @Max(36_000) prep_time?: number | null;
  /** A recipe without one is on the machine but not for sale. */
  @IsOptional() @IsMoney() price?: number | string | null;
  @ValidateIf(isFlat)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_RECIPE_STEPS)
  @ValidateNested({ each: true })
  @Type(() => RecipeStep)
  steps!: RecipeStep[];
  /** What one cup takes in all. */
  @ValidateIf(isFlat)
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => RecipeMaterial)
  materials!: RecipeMaterial[];
  /** Free; known keys: `cup_ml`, `image_url`, `temperature` (`hot`, `cold`, `both`). */
  @IsOptional() @IsObject() metadata?: Record<string, unknown> | null;
}

/** `PUT /recipes/{id}`: the schema itself, or the same in `schema`. */
export class WriteRecipe extends RecipeSchema {
  @IsOptional() @ValidateNested() @Type(() => RecipeSchema) schema?: RecipeSchema;
}

/** `POST /recipes`. */
export class CreateRecipe extends WriteRecipe {
  /** What machines and orders call the drink, in every version; given by the server when absent. */
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) product_id?: number;
  /** Null or absent: for all merchants, where the actor sees all. */
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
}

/** One version of a recipe. */
export class Recipe {
  @IsInt() id!: number;
  /** What machines and orders call the drink: the same in every version. */
  @IsInt() product_id!: number;
  /** Counts the versions of a product from 1. */
  @IsInt() revision!: number;
  @IsIn(RECIPE_STATUSES) status!: RecipeStatus;
  @IsString() name!: string;
  @IsOptional() @IsString() category!: string | null;
  @IsOptional() @IsMoney() price!: number | null;
  @ValidateNested() @Type(() => RecipeSchema) schema!: RecipeSchema;
  /** Null: for all merchants. */
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsString() created_by!: string;
  @IsOptional() @IsInstant() published_at!: string | null;
  @IsOptional() @IsInstant() archived_at!: string | null;
  @IsInstant() created_at!: string;
  @IsInstant() updated_at!: string;
  @IsInt() version!: number;
}

export const RECIPE_SORTS = ['name', 'product_id', 'created_at', 'updated_at'] as const;

/** `GET /recipes`: every version. */
export class RecipeQuery extends PageQuery {
  /** Part of the name, or a product's number. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsIn(RECIPE_STATUSES, { each: true }) status?: RecipeStatus[];
  @IsOptional() @CommaList() @IsString({ each: true }) @MaxLength(50, { each: true }) category?: string[];
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) product_id?: number;
  /** Those that take this material. */
  @IsOptional() @IsString() @MaxLength(50) material?: string;
  /** Only the newest version of each product. */
  @IsOptional() @QueryFlag() @IsBoolean() latest?: boolean;
}

/** Why a machine cannot make a recipe: no bin holds the material, its bin is too small for a cup, or too little is left. */
export const OBSTACLES = ['no_bin', 'too_small', 'too_little'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

export class MachineObstacle {
  @IsString() material_code!: string;
  @IsIn(OBSTACLES) reason!: Obstacle;
}

export class UnableMachine {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsString() model!: string | null;
  @ValidateNested({ each: true }) @Type(() => MachineObstacle) obstacles!: MachineObstacle[];
}

export class RecipeMachinesQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000_000) page?: number;
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(200) page_size?: number;
}

/** Answer of `GET /recipes/{id}/machines`: of the active machines, which cannot make it and why. */
export class RecipeMachines {
  @IsInt() machines!: number;
  @IsInt() able!: number;
  @ValidateNested({ each: true }) @Type(() => UnableMachine) items!: UnableMachine[];
  @ValidateNested() @Type(() => Pagination) pagination!: Pagination;
}

export interface CupVolume {
  /** What ends up in the cup: liquids, and powders by their density where it is known. */
  millilitres: number;
  cupMillilitres: number;
}

/** What of a dictionary entry the volume and the cost of a cup need. */
export interface MeasuredMaterial {
  code: string;
  type: string;
  density: number | null;
  /** Money for 1,000 units. */
  cost_per_1000: number | null;
}

export function cupVolume(schema: RecipeSchema, materials: ReadonlyMap<string, MeasuredMaterial>): CupVolume {
  const { cup_ml: told } = schema.metadata ?? {};
  const volumes = schema.materials.map(({ material_code: code, amount, unit }) => {
    const material = materials.get(code);
    if (unit === 'ml') return amount;
    // Grounds stay in the machine.
    return material?.density && material.type !== 'bean' ? amount / material.density : 0;
  });
  return {
    millilitres: volumes.reduce((sum, volume) => sum + volume, 0),
    cupMillilitres: typeof told === 'number' && told > 0 ? told : DEFAULT_CUP_ML,
  };
}

/** What the materials of a cup cost; null while the cost of one of them is unknown. */
export function cupCost(
  schema: RecipeSchema,
  materials: ReadonlyMap<string, MeasuredMaterial>,
): number | null {
  let cost = 0;
  for (const { material_code: code, amount } of schema.materials) {
    const perThousand = materials.get(code)?.cost_per_1000 ?? null;
    if (perThousand === null) return null;
    cost += (perThousand * amount) / 1000;
  }
  return Math.round(cost * 100) / 100;
}

/** Seconds that the steps take one after the other. */
export function makingSeconds({ steps }: RecipeSchema): number {
  return steps.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
}
