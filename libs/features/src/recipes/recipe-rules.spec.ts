import type { RecipeSchema } from '@coffee/contract/recipes';
import { type KnownMaterial, recipeFaults } from './recipe-rules';

const material = (code: string, values: Partial<KnownMaterial> = {}): [string, KnownMaterial] => [
  code,
  { code, type: 'powder', unit: 'g', density: null, cost_per_1000: null, enabled: true, ...values },
];
const MATERIALS = new Map([
  material('BEAN_A', { type: 'bean' }),
  material('MILK', { density: 0.5 }),
  material('WATER', { type: 'water', unit: 'ml', density: 1 }),
  material('OLD', { enabled: false }),
]);

const LATTE: RecipeSchema = {
  version: '1.0.0',
  name: 'Latte',
  steps: [
    {
      step_id: 1,
      name: 'Grind',
      type: 'grind',
      params: {},
      materials: [{ material_code: 'BEAN_A', amount: 16, unit: 'g' }],
    },
    { step_id: 2, name: 'Brew', type: 'brew', params: {} },
  ],
  materials: [
    { material_code: 'BEAN_A', amount: 16, unit: 'g' },
    { material_code: 'WATER', amount: 180, unit: 'ml' },
  ],
};
const step = (step_id: string | number, type: RecipeSchema['steps'][number]['type']) => ({
  step_id,
  name: type,
  type,
  params: {},
});
const faults = (change: Partial<RecipeSchema>): string[] =>
  recipeFaults({ ...LATTE, ...change }, MATERIALS).map(({ field, rule }) => `${field}: ${rule}`);

describe('the rules across a recipe', () => {
  it('let a sound one pass', () => {
    expect(faults({})).toEqual([]);
  });

  it('name materials that nobody knows, that are disabled, and that have another unit', () => {
    const of = (material_code: string, unit = 'g') => ({ material_code, amount: 16, unit });
    expect(faults({ steps: [step(1, 'pour')], materials: [of('NOPE')] })).toEqual([
      'materials.0.material_code: exists',
    ]);
    expect(faults({ steps: [step(1, 'pour')], materials: [of('OLD')] })).toEqual([
      'materials.0.material_code: enabled',
    ]);
    expect(faults({ steps: [step(1, 'pour')], materials: [of('WATER')] })).toEqual([
      'materials.0.unit: sameUnit',
    ]);
  });

  it('find a step id that is there twice, as text or as a number', () => {
    expect(faults({ steps: [step(1, 'grind'), step('1', 'brew')] })).toEqual(['steps.1.step_id: unique']);
  });

  it('want beans ground before they are brewed, and something in the cup before it is mixed', () => {
    expect(faults({ steps: [step(1, 'brew'), step(2, 'grind')] })).toEqual([
      'steps.1.type: order',
      'steps.0.type: order',
    ]);
    expect(faults({ steps: [step(1, 'mix'), step(2, 'pour')] })).toEqual(['steps.0.type: order']);
    expect(faults({ steps: [step(1, 'brew'), step(2, 'pour')] })).toEqual([]);
  });

  it('hold the steps to the amounts that the recipe lists, once for each material', () => {
    const takes = (id: number, material_code: string, amount: number) => ({
      ...step(id, 'add_powder'),
      materials: [{ material_code, amount, unit: material_code === 'WATER' ? 'ml' : 'g' }],
    });
    expect(faults({ steps: [takes(1, 'BEAN_A', 10), takes(2, 'BEAN_A', 6)] })).toEqual([]);
    expect(faults({ steps: [takes(1, 'BEAN_A', 10), takes(2, 'BEAN_A', 7), takes(3, 'BEAN_A', 1)] })).toEqual(
      ['steps.1.materials.0.amount: sum'],
    );
    expect(faults({ steps: [takes(1, 'MILK', 1)] })).toEqual(['steps.0.materials.0.material_code: listed']);
  });

  it('hold the volume to the cup, powders by their density, and leave the grounds out', () => {
    const water = (amount: number) => [{ material_code: 'WATER', amount, unit: 'ml' }];
    expect(faults({ steps: [step(1, 'pour')], materials: water(500) })).toEqual([]);
    expect(faults({ steps: [step(1, 'pour')], materials: water(501) })).toEqual(['materials: cup']);
    const milk = { material_code: 'MILK', amount: 30, unit: 'g' };
    expect(
      faults({ metadata: { cup_ml: 259 }, steps: [step(1, 'pour')], materials: [...water(200), milk] }),
    ).toEqual(['materials: cup']);
    expect(faults({ metadata: { cup_ml: 260 }, materials: [...LATTE.materials, milk] })).toEqual([]);
    expect(faults({ metadata: { cup_ml: 0 } })).toEqual(['metadata.cup_ml: isNumber']);
  });
});
