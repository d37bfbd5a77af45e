import { createHash, randomUUID } from 'node:crypto';
import type { ValidationIssue } from '@coffee/contract/errors';
import type { BuildPackage, Package, UploadPackage } from '@coffee/contract/packages';
import type { Recipe } from '@coffee/contract/recipes';
import { MerchantEntity, PackageEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { UnknownMerchant } from '../merchants';
import { RecipesReader } from '../recipes';
import { formatNames, formatOf } from './file-formats';
import { kioskDocument, manifestOf } from './kiosk-document';
import { PackageFiles, type ReceivedFile } from './package-files';
import { PackageExists, RecipesNotPackable, StorageFull } from './packages.errors';
import { PackagesReader } from './packages.reader';

type NewPackage = Pick<
  PackageEntity,
  'name' | 'packageVersion' | 'type' | 'content' | 'storageKey' | 'size' | 'md5' | 'sha256' | 'manifest'
> & { compatibility: string[]; merchantId: number | null };

/** Makes packages: documents out of recipes, and what people upload. */
@Injectable()
export class PackagesService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly reader: PackagesReader,
    private readonly recipes: RecipesReader,
    private readonly files: PackageFiles,
    private readonly config: Config,
  ) {}

  /** The same recipes under the same name and version are the same package: built again it is found, not made. */
  async build(actor: Actor, input: BuildPackage): Promise<Package> {
    const recipes = await this.chosen(actor, input.recipe_ids);
    const content = kioskDocument(input.version, recipes);
    const { row } = await this.store(actor, {
      ...headOf(actor, input),
      type: 'recipes',
      content,
      storageKey: null,
      size: content.length,
      md5: createHash('md5').update(content).digest('hex'),
      sha256: createHash('sha256').update(content).digest('hex'),
      manifest: manifestOf(recipes),
    });
    return this.reader.toPackage(row);
  }

  /** Takes over a file that was received; when it is refused, the file goes. */
  async upload(actor: Actor, input: UploadPackage, file: ReceivedFile, fileName: string): Promise<Package> {
    try {
      const format = formatOf(input.type, file.head);
      if (format === null) {
        const message = `file must be one of: ${formatNames(input.type)}`;
        throw new ValidationFailed([{ field: 'file', rule: 'format', message }]);
      }
      const { key: storageKey, size, md5, sha256 } = file;
      const manifest = { file_name: fileName, format };
      const made = {
        ...headOf(actor, input),
        type: input.type,
        content: null,
        storageKey,
        size,
        md5,
        sha256,
        manifest,
      };
      const { row, isNew } = await this.store(actor, made);
      if (!isNew) await this.files.remove(storageKey);
      return this.reader.toPackage(row);
    } catch (error) {
      await this.files.remove(file.key);
      throw error;
    }
  }

  private store(actor: Actor, made: NewPackage): Promise<{ row: PackageEntity; isNew: boolean }> {
    return this.db.transaction(actor, async (tx) => {
      await lockPackages(tx);
      const { type, name, packageVersion, merchantId } = made;
      const same = await findSame(tx, { type, name, packageVersion, merchantId });
      if (same && same.sha256 !== made.sha256) throw new PackageExists(same.packageId);
      if (same) return { row: same, isNew: false };
      if (made.storageKey !== null) await this.checkQuota(tx, merchantId, made.size);
      return { row: await this.insert(tx, actor, made), isNew: true };
    });
  }

  private async insert(tx: TenantTx, actor: Actor, made: NewPackage): Promise<PackageEntity> {
    if (made.merchantId !== null && !(await tx.exists(MerchantEntity, { id: made.merchantId })))
      throw new UnknownMerchant();
    const row = await tx.insert(PackageEntity, { ...made, packageId: randomUUID(), createdBy: actor.name });
    const { packageId, name, packageVersion, type, size, sha256, manifest, merchantId } = row;
    await this.audit.record(tx, actor, {
      action: 'package.created',
      targetType: 'package',
      targetId: packageId,
      summary: `Made package ${name} ${packageVersion}`,
      after: { name, version: packageVersion, type, size, digest: sha256, manifest },
      merchantId,
    });
    return row;
  }

  private async chosen(actor: Actor, ids: readonly number[]): Promise<Recipe[]> {
    const rows = await this.recipes.byIds(actor, ids);
    const byId = new Map(rows.map((recipe) => [recipe.id, recipe]));
    const issues: ValidationIssue[] = [];
    const products = new Set<number>();
    const recipes = ids.flatMap((id, index) => {
      const recipe = byId.get(id);
      const told = problemOf(recipe, products);
      if (told)
        issues.push({ field: `recipe_ids.${index}`, ...told, message: `recipe ${id} ${told.message}` });
      if (recipe) products.add(recipe.product_id);
      return recipe ?? [];
    });
    if (issues.length > 0) throw new RecipesNotPackable(issues);
    return recipes;
  }

  private async checkQuota(tx: TenantTx, merchantId: number | null, size: number): Promise<void> {
    const [row] = await tx.query<{ used: string }>(
      (scope) => `
        select coalesce(sum(p.size), 0) as used from packages p
        where p.storage_key is not null and p.merchant_id is not distinct from $1 and ${scope(PackageEntity, 'p')}`,
      [merchantId],
    );
    const quota = this.config.packageQuotaBytes;
    if (Number(row?.used ?? 0) + size > quota) throw new StorageFull(quota);
  }
}

function headOf(actor: Actor, input: BuildPackage | UploadPackage) {
  return {
    name: input.name,
    packageVersion: input.version,
    compatibility: [...(input.compatibility ?? [])].sort(),
    merchantId: actor.merchantId ?? input.merchant_id ?? null,
  };
}

/** One at a time: neither the quota nor a name is passed by two at once. Made seldom enough to wait for each other. */
async function lockPackages(tx: TenantTx): Promise<void> {
  await tx.query(
    (scope) => `
      select pg_advisory_xact_lock(hashtextextended('packages', 0)), (select 1 from packages p where ${scope(PackageEntity, 'p')} limit 1)`,
  );
}

async function findSame(
  tx: TenantTx,
  { merchantId, ...same }: Pick<PackageEntity, 'type' | 'name' | 'packageVersion' | 'merchantId'>,
): Promise<PackageEntity | null> {
  const rows = await tx.findAll(PackageEntity, same);
  return rows.find((row) => row.merchantId === merchantId) ?? null;
}

function problemOf(
  recipe: Recipe | undefined,
  products: ReadonlySet<number>,
): { rule: string; message: string } | null {
  if (!recipe) return { rule: 'exists', message: 'is unknown' };
  if (recipe.status !== 'published')
    return { rule: 'published', message: `is ${recipe.status}, not published` };
  if (products.has(recipe.product_id))
    return { rule: 'unique', message: `is another version of product ${recipe.product_id}` };
  return null;
}
