import { formatMoney, parseMoney } from '@coffee/contract/money';
import type { Recipe, RecipeSchema, WriteRecipe } from '@coffee/contract/recipes';
import type { RecipeEntity } from '@coffee/data/entities';

export type RecipeRow = Omit<RecipeEntity, 'merchant'>;

export function toRecipe(row: RecipeRow): Recipe {
  return {
    id: row.id,
    product_id: row.productId,
    revision: row.revision,
    status: row.status,
    name: row.name,
    category: row.category,
    price: priceOf(row.schema),
    schema: row.schema,
    merchant_id: row.merchantId,
    created_by: row.createdBy,
    published_at: row.publishedAt?.toISOString() ?? null,
    archived_at: row.archivedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
}

/** Money as a number; null when the recipe is not for sale. */
export function priceOf({ price }: RecipeSchema): number | null {
  const minor = price === null || price === undefined ? null : parseMoney(price);
  return minor === null ? null : formatMoney(minor);
}

/** The schema as it is stored: what is absent is left out, and money is a number. */
export function storedSchema(body: WriteRecipe): RecipeSchema {
  const { version, name, description, category, prep_time, price, steps, materials, metadata } =
    body.schema ?? body;
  const optional = { description, category, prep_time, metadata, price: priceOf({ price } as RecipeSchema) };
  const kept = Object.entries(optional).filter(([, value]) => value !== null && value !== undefined);
  return JSON.parse(
    JSON.stringify({ version, name, ...Object.fromEntries(kept), steps, materials }),
  ) as RecipeSchema;
}

/** `1.4.9` -> `1.4.10`; a version without a number gets one. */
export function nextVersion(version: string): string {
  const counted = version.replace(/\d+$/, (digits) => String(BigInt(digits) + 1n));
  return (counted === version ? `${version.slice(0, 47)}.2` : counted).slice(0, 50);
}
