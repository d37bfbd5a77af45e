import type { RecipeSchema } from '@coffee/contract/recipes';
import { differences } from './schema-diff';

const OLD: RecipeSchema = {
  version: '1',
  name: 'Latte',
  price: 16,
  steps: [
    { step_id: 1, name: 'Grind', type: 'grind', params: {} },
    { step_id: 2, name: 'Brew', type: 'brew', params: {}, duration: 20 },
  ],
  materials: [{ material_code: 'WATER', amount: 180, unit: 'ml' }],
};

describe('the difference of two versions', () => {
  it('is nothing for the same content', () => {
    expect(differences(OLD, JSON.parse(JSON.stringify(OLD)) as RecipeSchema)).toEqual([]);
  });

  it('names what changed, came and went, and follows a step that moved', () => {
    const [grind, brew] = OLD.steps as [RecipeSchema['steps'][0], RecipeSchema['steps'][0]];
    const fresh = {
      ...OLD,
      price: 17,
      steps: [{ ...brew, duration: 24 }, grind],
      materials: [{ material_code: 'WATER', amount: 200, unit: 'ml' }],
      category: 'milk',
    };
    expect(differences(OLD, fresh)).toEqual([
      { path: 'price', before: '16', after: '17' },
      { path: 'steps.1.place', before: '1', after: '2' },
      { path: 'steps.2.place', before: '2', after: '1' },
      { path: 'steps.2.duration', before: '20', after: '24' },
      { path: 'materials.WATER.amount', before: '180', after: '200' },
      { path: 'category', before: null, after: 'milk' },
    ]);
  });
});
