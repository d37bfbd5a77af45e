// The recipes of the demo: what the machines of tools/simulator come with, amount for amount.
import { createHash, randomUUID } from 'node:crypto';
import type { RecipeSchema, RecipeStep } from '@coffee/contract/recipes';
import { kioskDocument, manifestOf } from '@coffee/features/packages';
import { toRecipe, type RecipeRow } from '@coffee/features/recipes';
import type { EntityManager } from 'typeorm';

const CUP_ML = 350;
const PACKAGE = { name: '标准菜单 Standard menu', version: '1.0.0' };

type Amounts = Partial<Record<'BEAN_A' | 'BEAN_B' | 'MILK_POWDER' | 'SUGAR' | 'WATER', number>>;

const DRINKS: [product: number, name: string, price: number, category: string, amounts: Amounts][] = [
  [201, '美式咖啡 Americano', 12, 'coffee', { BEAN_A: 16, WATER: 220 }],
  [202, '拿铁 Latte', 16, 'milk coffee', { BEAN_A: 16, MILK_POWDER: 18, WATER: 180 }],
  [203, '卡布奇诺 Cappuccino', 16, 'milk coffee', { BEAN_B: 16, MILK_POWDER: 15, WATER: 150 }],
  [204, '浓缩咖啡 Espresso', 10, 'coffee', { BEAN_B: 18, WATER: 40 }],
  [205, '摩卡 Mocha', 18.5, 'milk coffee', { BEAN_A: 16, MILK_POWDER: 14, SUGAR: 8, WATER: 170 }],
  [206, '热牛奶 Hot milk', 8.8, 'milk', { MILK_POWDER: 28, SUGAR: 4, WATER: 200 }],
];

const measured = (code: keyof Amounts, amounts: Amounts) => ({
  material_code: code,
  amount: amounts[code] ?? 0,
  unit: code === 'WATER' ? 'ml' : 'g',
});

function schemaOf(name: string, price: number, category: string, amounts: Amounts): RecipeSchema {
  const beans = (['BEAN_A', 'BEAN_B'] as const).filter((code) => amounts[code] !== undefined);
  const powders = (['MILK_POWDER', 'SUGAR'] as const).filter((code) => amounts[code] !== undefined);
  const water = measured('WATER', amounts);
  const steps: Omit<RecipeStep, 'step_id'>[] = [
    ...beans.map((code) => ({
      name: '研磨 Grind',
      type: 'grind' as const,
      params: {},
      duration: 5,
      materials: [measured(code, amounts)],
    })),
    beans.length > 0
      ? {
          name: '萃取 Brew',
          type: 'brew',
          params: { pressure_bar: 9 },
          duration: 24,
          temperature: 92,
          materials: [water],
        }
      : { name: '加热 Heat', type: 'heat', params: {}, duration: 12, temperature: 85, materials: [water] },
    ...(powders.length > 0
      ? [
          {
            name: '加粉 Add powder',
            type: 'add_powder' as const,
            params: {},
            duration: 6,
            materials: powders.map((code) => measured(code, amounts)),
          },
          { name: '搅拌 Mix', type: 'mix' as const, params: {}, duration: 8 },
        ]
      : []),
  ];
  return {
    version: '1.0.0',
    name,
    category,
    price,
    steps: steps.map((step, index) => ({ step_id: index + 1, ...step })),
    materials: (Object.keys(amounts) as (keyof Amounts)[]).map((code) => measured(code, amounts)),
    metadata: { cup_ml: CUP_ML, temperature: 'hot' },
  };
}

/** Published recipes for all merchants, and the package made of them. */
export async function seedRecipes(manager: EntityManager, days: number): Promise<void> {
  const recipes = DRINKS.map(([product_id, name, price, category, amounts]) => ({
    product_id,
    name,
    category,
    schema: schemaOf(name, price, category, amounts),
  }));
  const rows = await manager.query<RecipeRow[]>(
    `insert into recipes (product_id, status, name, category, schema, created_by, published_at, created_at)
     select r.product_id, 'published', r.name, r.category, r.schema, 'demo', moment.at, moment.at
     from jsonb_to_recordset($1::jsonb) as r(product_id integer, name text, category text, schema jsonb),
       (select date_trunc('day', now()) - make_interval(days => $2) as at) moment
     returning id, product_id as "productId", revision, status, name, category, schema, merchant_id as "merchantId",
       created_by as "createdBy", published_at as "publishedAt", archived_at as "archivedAt",
       created_at as "createdAt", updated_at as "updatedAt", version`,
    [JSON.stringify(recipes), days],
  );
  await seedPackage(manager, rows);
}

async function seedPackage(manager: EntityManager, rows: RecipeRow[]): Promise<void> {
  const made = rows.map(toRecipe);
  const content = kioskDocument(PACKAGE.version, made);
  const digest = (algorithm: string): string => createHash(algorithm).update(content).digest('hex');
  await manager.query(
    `insert into packages (package_id, name, package_version, type, content, size, md5, sha256, manifest, created_by)
     values ($1, $2, $3, 'recipes', $4, $5, $6, $7, $8, 'demo')`,
    [
      randomUUID(),
      PACKAGE.name,
      PACKAGE.version,
      content,
      content.length,
      digest('md5'),
      digest('sha256'),
      manifestOf(made),
    ],
  );
}
