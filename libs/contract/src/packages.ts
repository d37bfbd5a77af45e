import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { DispatchFilter, MAX_DISPATCH_DEVICES, Rollout } from './command-dispatch';
import { MAX_ID, PLAIN_TEXT_PATTERN } from './identifiers';
import { CommaList, PageQuery } from './paging';
import { PACKAGE_VERSION_PATTERN } from './recipes';
import { IsInstant } from './times';

export const PACKAGE_TYPES = ['recipes', 'firmware', 'resources'] as const;
export type PackageType = (typeof PACKAGE_TYPES)[number];
export const UPLOADED_TYPES = ['firmware', 'resources'] as const;
export type UploadedType = (typeof UPLOADED_TYPES)[number];

export const MAX_PACKAGE_RECIPES = 500;

class PackageHead {
  @IsString() @MinLength(1) @MaxLength(100) @Matches(PLAIN_TEXT_PATTERN) name!: string;
  @Matches(PACKAGE_VERSION_PATTERN) version!: string;
}

/** `POST /packages` as JSON: builds one document out of published recipes. */
export class BuildPackage extends PackageHead {
  @IsIn(['recipes']) type!: 'recipes';
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_PACKAGE_RECIPES)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(MAX_ID, { each: true })
  recipe_ids!: number[];
  /** The models that it is for; empty for all. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @Matches(PLAIN_TEXT_PATTERN, { each: true })
  compatibility?: string[];
  /** Null or absent: for all merchants, where the actor sees all. */
  @IsOptional() @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
}

/** `POST /packages` as a form (multipart): these fields, then the file in `file`. */
export class UploadPackage extends PackageHead {
  @IsIn(UPLOADED_TYPES) type!: UploadedType;
  /** Models by comma. */
  @IsOptional()
  @CommaList()
  @ArrayMaxSize(100)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @Matches(PLAIN_TEXT_PATTERN, { each: true })
  compatibility?: string[];
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(MAX_ID) merchant_id?: number | null;
}

/** Something that machines install. It never changes: another content is another package. */
export class Package {
  @IsUUID() package_id!: string;
  @IsString() name!: string;
  @IsString() version!: string;
  @IsIn(PACKAGE_TYPES) type!: PackageType;
  /** Absolute, signed, good for a day. */
  @IsUrl({ require_tld: false }) package_url!: string;
  @Matches(/^[0-9a-f]{32}$/) md5!: string;
  @Matches(/^[0-9a-f]{64}$/) sha256!: string;
  /** Bytes. */
  @IsInt() size!: number;
  /** Of recipes: which versions are in it. Of an upload: the file's name. */
  @IsObject() manifest!: Record<string, unknown>;
  /** The models that it is for; empty for all. */
  @IsString({ each: true }) compatibility!: string[];
  @IsOptional() @IsInt() merchant_id!: number | null;
  @IsString() created_by!: string;
  @IsInstant() created_at!: string;
}

/** How many machines have it, are to get it, or failed to. */
export class PackageCoverage {
  @IsInt() installed!: number;
  @IsInt() pending!: number;
  @IsInt() failed!: number;
}

export class PackageName {
  @IsUUID() package_id!: string;
  @IsString() name!: string;
  @IsString() version!: string;
}

/** Answer of `GET /packages/{id}`. */
export class PackageDetail extends Package {
  @ValidateNested() @Type(() => PackageCoverage) coverage!: PackageCoverage;
  /** What a rollback installs: the one made before it under the same name. */
  @IsOptional() @ValidateNested() @Type(() => PackageName) previous!: PackageName | null;
}

export const PACKAGE_SORTS = ['created_at', 'name'] as const;

/** `GET /packages` and `GET /recipes/packages`: newest first. */
export class PackageQuery extends PageQuery {
  /** Part of the name or the version. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
  @IsOptional() @CommaList() @IsIn(PACKAGE_TYPES, { each: true }) type?: PackageType[];
}

/** `POST /packages/{id}/dispatch`: an `upgrade` batch, to either `device_ids` or `filter`. */
export class DispatchPackage {
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_DISPATCH_DEVICES)
  @IsString({ each: true })
  @MaxLength(100, { each: true })
  @Matches(PLAIN_TEXT_PATTERN, { each: true })
  device_ids?: string[];
  @IsOptional() @ValidateNested() @Type(() => DispatchFilter) filter?: DispatchFilter;
  @IsOptional() @IsString() @MaxLength(500) @Matches(PLAIN_TEXT_PATTERN) note?: string | null;
  @IsOptional() @IsInt() @Min(1) @Max(10) max_attempts?: number;
  @IsOptional() @IsInt() @Min(30) @Max(2_592_000) ttl_seconds?: number;
  @IsOptional() @ValidateNested() @Type(() => Rollout) rollout?: Rollout;
}

/** `POST /packages/{id}/rollback`: dispatches `previous`; without a target to every machine that has or awaits this one. */
export class RollBackPackage extends DispatchPackage {}

/** `pending` is on its way, `failed` was tried and did not arrive, `canceled` was called back. */
export const INSTALL_STATES = ['installed', 'pending', 'failed', 'canceled'] as const;
export type InstallState = (typeof INSTALL_STATES)[number];

/** What a machine has of one type of package, and what it should have. */
export class DevicePackage {
  @IsString() device_id!: string;
  @IsOptional() @IsString() alias!: string | null;
  @IsOptional() @IsString() model!: string | null;
  @IsIn(PACKAGE_TYPES) package_type!: PackageType;
  @IsOptional() @ValidateNested() @Type(() => PackageName) installed!: PackageName | null;
  @IsOptional() @IsInstant() installed_at!: string | null;
  @IsOptional() @ValidateNested() @Type(() => PackageName) intended!: PackageName | null;
  @IsOptional() @IsInstant() intended_at!: string | null;
  @IsIn(INSTALL_STATES) state!: InstallState;
  /** The command that is to bring it, or brought it. */
  @IsOptional() @IsUUID() command_id!: string | null;
  @IsOptional() @IsString() last_error!: string | null;
}

export const DEVICE_PACKAGE_SORTS = ['device_id', 'intended_at'] as const;

/** `GET /packages/{id}/devices`: machines that have it or should. */
export class DevicePackageQuery extends PageQuery {
  @IsOptional() @CommaList() @IsIn(INSTALL_STATES, { each: true }) state?: InstallState[];
  /** Part of the machine's id, alias or model. */
  @IsOptional() @IsString() @MaxLength(100) query?: string;
}

/** `GET /packages/drift`: machines that do not have what they should. */
export class DriftQuery extends DevicePackageQuery {
  @IsOptional() @CommaList() @IsIn(PACKAGE_TYPES, { each: true }) type?: PackageType[];
}
