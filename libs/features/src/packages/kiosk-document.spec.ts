import type { Recipe } from '@coffee/contract/recipes';
import fc from 'fast-check';
import { kioskDocument } from './kiosk-document';

const recipe = (product_id: number, values: Partial<Recipe> = {}): Recipe => ({
  id: product_id + 1000,
  product_id,
  revision: 1,
  status: 'published',
  name: `Drink ${product_id}`,
  category: null,
  price: 16,
  schema: {
    version: '1.0.0',
    name: `拿铁 ${product_id}`,
    price: 16,
    category: 'coffee',
    steps: [
      {
        step_id: 1,
        name: 'Grind',
        type: 'grind',
        params: {},
        duration: 4.5,
        materials: [{ material_code: 'BEAN_A', amount: 16, unit: 'g' }],
      },
      {
        step_id: 2,
        name: 'Milk',
        type: 'add_powder',
        params: {},
        duration: 10,
        temperature: 92,
        materials: [
          { material_code: 'MILK_POWDER', amount: 12, unit: 'g' },
          { material_code: 'SUGAR', amount: 3, unit: 'g' },
          { material_code: 'WATER', amount: 150, unit: 'ml' },
        ],
      },
    ],
    materials: [
      { material_code: 'WATER', amount: 150, unit: 'ml' },
      { material_code: 'BEAN_A', amount: 16, unit: 'g' },
      { material_code: 'MILK_POWDER', amount: 12, unit: 'g' },
      { material_code: 'SUGAR', amount: 3, unit: 'g' },
    ],
  },
  merchant_id: null,
  created_by: 'spec',
  published_at: '2026-03-01T08:00:00.000Z',
  archived_at: null,
  created_at: '2026-03-01T07:00:00.000Z',
  updated_at: '2026-03-01T08:00:00.000Z',
  version: 2,
  ...values,
});

describe('the document that machines install', () => {
  it('has the layout of the first-generation kiosk', () => {
    const bytes = kioskDocument('7', [recipe(202)]);
    expect(JSON.parse(bytes.toString('utf8'))).toEqual({
      version: '7',
      created_at: '2026-03-01T08:00:00.000Z',
      recipes: [
        {
          id: 202,
          name: '拿铁 202',
          price: 16,
          category: 'coffee',
          description: '',
          is_available: true,
          temperature: 'hot',
          steps: [
            { action: 'grind', bin: 'BEAN_A', amount: 16, unit: 'g', water_ml: 0, duration_ms: 4500 },
            {
              action: 'add_powder',
              bin: 'MILK_POWDER',
              amount: 12,
              unit: 'g',
              water_ml: 150,
              duration_ms: 10_000,
            },
            { action: 'add_powder', bin: 'SUGAR', amount: 3, unit: 'g', water_ml: 0, duration_ms: 0 },
          ],
          materials: { BEAN_A: 16, MILK_POWDER: 12, SUGAR: 3, WATER: 150 },
        },
      ],
    });
  });

  it('is the same, byte for byte, in whatever order the recipes are named', () => {
    const recipes = [201, 202, 203, 204].map((product) =>
      recipe(product, { published_at: `2026-03-0${product - 200}T08:00:00.000Z` }),
    );
    const expected = kioskDocument('1.2', recipes).toString('hex');
    fc.assert(
      fc.property(fc.shuffledSubarray(recipes, { minLength: recipes.length }), (order) => {
        expect(kioskDocument('1.2', order).toString('hex')).toBe(expected);
      }),
    );
    expect(JSON.parse(Buffer.from(expected, 'hex').toString('utf8'))).toMatchObject({
      created_at: '2026-03-04T08:00:00.000Z',
    });
  });

  it('offers nothing that has no price', () => {
    const { schema } = recipe(205);
    const [made] = (
      JSON.parse(
        kioskDocument('1', [recipe(205, { schema: { ...schema, price: null } })]).toString('utf8'),
      ) as {
        recipes: unknown[];
      }
    ).recipes;
    expect(made).toMatchObject({ price: 0, is_available: false });
  });
});
