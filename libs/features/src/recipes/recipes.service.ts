import type { CreateRecipe, Recipe, RecipeSchema, RecipeStatus, WriteRecipe } from '@coffee/contract/recipes';
import { MerchantEntity, RecipeEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { violates } from '@coffee/data/violations';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { UnknownMerchant } from '../merchants';
import { recipeFaults } from './recipe-rules';
import {
  DraftExists,
  ProductTaken,
  RecipeIsShared,
  RecipeNotFound,
  RecipeNotValid,
  RecipeStateConflict,
} from './recipes.errors';
import { nextVersion, storedSchema } from './recipes.mapper';
import { RecipesReader } from './recipes.reader';

/** Recipes and their versions: a draft is worked on, a published version stays as it is. */
@Injectable()
export class RecipesService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly reader: RecipesReader,
  ) {}

  async create(actor: Actor, input: CreateRecipe): Promise<Recipe> {
    const schema = await this.checked(actor, input);
    const merchantId = actor.merchantId ?? input.merchant_id ?? null;
    const id = await this.db.transaction(actor, async (tx) => {
      if (merchantId !== null && !(await tx.exists(MerchantEntity, { id: merchantId })))
        throw new UnknownMerchant();
      const recipe = await this.insert(tx, actor, {
        ...(input.product_id === undefined ? {} : { productId: input.product_id }),
        revision: 1,
        schema,
        merchantId,
      });
      await this.note(tx, actor, recipe, 'created', `Created recipe ${recipe.name}`, null);
      return recipe.id;
    });
    return this.reader.get(actor, id);
  }

  /** Replaces the content of a draft. */
  async update(actor: Actor, id: number, input: WriteRecipe, version?: number): Promise<Recipe> {
    const schema = await this.checked(actor, input);
    await this.change(
      actor,
      id,
      ['draft'],
      'Only a draft can be changed: make a new version',
      async (tx, recipe) => {
        const before = { ...recipe };
        Object.assign(recipe, { schema, name: schema.name, category: schema.category ?? null });
        await tx.save(RecipeEntity, recipe, version);
        await this.note(tx, actor, recipe, 'updated', `Changed recipe ${recipe.name}`, before);
      },
    );
    return this.reader.get(actor, id);
  }

  /** From now on it does not change. What it names must still be there. */
  async publish(actor: Actor, id: number, version?: number): Promise<Recipe> {
    await this.change(actor, id, ['draft'], 'Only a draft can be published', async (tx, recipe) => {
      await this.refuseFaults(actor, recipe.schema, '');
      const before = { ...recipe };
      Object.assign(recipe, { status: 'published', publishedAt: this.clock.now() });
      await tx.save(RecipeEntity, recipe, version);
      await this.note(tx, actor, recipe, 'published', `Published recipe ${recipe.name}`, before);
    });
    return this.reader.get(actor, id);
  }

  async archive(actor: Actor, id: number, version?: number): Promise<Recipe> {
    const message = 'This recipe is archived already';
    await this.change(actor, id, ['draft', 'published'], message, async (tx, recipe) => {
      const before = { ...recipe };
      Object.assign(recipe, { status: 'archived', archivedAt: this.clock.now() });
      await tx.save(RecipeEntity, recipe, version);
      await this.note(tx, actor, recipe, 'archived', `Archived recipe ${recipe.name}`, before);
    });
    return this.reader.get(actor, id);
  }

  /** A draft with the content of any version, to go on from. */
  async newVersion(actor: Actor, id: number): Promise<Recipe> {
    const draftId = await this.db.transaction(actor, async (tx) => {
      const source = await this.lockOwn(tx, actor, id);
      const { productId, merchantId } = source;
      const versions = await tx.findAll(RecipeEntity, { productId });
      const draft = versions.find(({ status }) => status === 'draft');
      if (draft) throw new DraftExists(draft.id);
      const revision = Math.max(...versions.map((each) => each.revision)) + 1;
      const newest = versions.find((each) => each.revision === revision - 1) ?? source;
      const schema = { ...source.schema, version: nextVersion(newest.schema.version) };
      const recipe = await this.insert(tx, actor, { productId, revision, schema, merchantId });
      const summary = `Began version ${schema.version} of recipe ${recipe.name}`;
      await this.note(tx, actor, recipe, 'created', summary, null);
      return recipe.id;
    });
    return this.reader.get(actor, draftId);
  }

  private async insert(
    tx: TenantTx,
    actor: Actor,
    row: Pick<RecipeEntity, 'revision' | 'schema' | 'merchantId'> & { productId?: number },
  ): Promise<RecipeEntity> {
    const { name, category = null } = row.schema;
    try {
      const { id } = await tx.insert(RecipeEntity, { ...row, name, category, createdBy: actor.name });
      // The database numbers a new product.
      const stored = await tx.find(RecipeEntity, { id });
      if (!stored) throw new RecipeNotFound();
      return stored;
    } catch (error) {
      if (violates(error, 'recipes_revision_idx')) throw new ProductTaken(row.productId ?? 0);
      throw error;
    }
  }

  private async change(
    actor: Actor,
    id: number,
    from: readonly RecipeStatus[],
    refusal: string,
    work: (tx: TenantTx, recipe: RecipeEntity) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const recipe = await this.lockOwn(tx, actor, id);
      if (!from.includes(recipe.status)) throw new RecipeStateConflict(recipe.status, refusal);
      await work(tx, recipe);
    });
  }

  private async lockOwn(tx: TenantTx, actor: Actor, id: number): Promise<RecipeEntity> {
    const recipe = await tx.lock(RecipeEntity, { id });
    if (!recipe) throw new RecipeNotFound();
    if (actor.merchantId !== null && recipe.merchantId === null) throw new RecipeIsShared();
    return recipe;
  }

  private async checked(actor: Actor, input: WriteRecipe): Promise<RecipeSchema> {
    const schema = storedSchema(input);
    await this.refuseFaults(actor, schema, input.schema ? 'schema.' : '');
    return schema;
  }

  private async refuseFaults(actor: Actor, schema: RecipeSchema, prefix: string): Promise<void> {
    const inSteps = schema.steps.flatMap((step) => step.materials ?? []);
    const codes = [...schema.materials, ...inSteps].map((material) => material.material_code);
    const known = await this.reader.materials(actor, [...new Set(codes)]);
    const faults = recipeFaults(schema, known);
    if (faults.length > 0)
      throw new RecipeNotValid(
        faults.map(({ field, rule, message }) => ({
          field: prefix + field,
          rule,
          message: prefix + message,
        })),
      );
  }

  private note(
    tx: TenantTx,
    actor: Actor,
    recipe: RecipeEntity,
    verb: 'created' | 'updated' | 'published' | 'archived',
    summary: string,
    before: RecipeEntity | null,
  ): Promise<void> {
    return this.audit.record(tx, actor, {
      action: `recipe.${verb}`,
      targetType: 'recipe',
      targetId: recipe.id,
      summary,
      before,
      after: recipe,
      merchantId: recipe.merchantId,
    });
  }
}
