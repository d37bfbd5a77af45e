import type { RecipeSchema } from '@coffee/contract/recipes';
import { draftOf, moved, newStep, schemaOf, totalsOf } from './recipe-draft';

const SCHEMA: RecipeSchema = {
  version: '1.2.0',
  name: 'Latte',
  price: 16.5,
  steps: [
    {
      step_id: 'a',
      name: 'Grind',
      type: 'grind',
      params: { speed: 3 },
      duration: 4.5,
      materials: [{ material_code: 'BEAN_A', amount: 16, unit: 'g' }],
    },
    { step_id: 7, name: 'Brew', type: 'brew', params: {}, temperature: 92 },
  ],
  materials: [
    { material_code: 'BEAN_A', bin_index: 2, amount: 16, unit: 'g' },
    { material_code: 'WATER', amount: 180, unit: 'ml' },
  ],
  metadata: { cup_ml: 300, image_url: 'x.png' },
};
const unitOf = (code: string) => (code === 'WATER' ? 'ml' : 'g');

describe('a recipe that is typed', () => {
  it('comes back as it was when nothing is changed, but for the price as text', () => {
    expect(schemaOf(draftOf(SCHEMA), unitOf)).toEqual({ ...SCHEMA, price: '16.5' });
  });

  it('keeps what is no number, so that the rules can name it, and leaves out what is empty', () => {
    const draft = draftOf(SCHEMA);
    const typed = { ...draft, price: ' ', prep_time: 'soon', category: '  ' };
    expect(schemaOf(typed, unitOf)).toMatchObject({ prep_time: 'soon' });
    expect(Object.keys(schemaOf(typed, unitOf))).not.toContain('price');
  });

  it('gets a step with a number that no other has', () => {
    expect(newStep(draftOf(SCHEMA).steps, 'Pour').step_id).toBe(8);
    expect(newStep([], 'Pour').step_id).toBe(1);
  });

  it('adds up what the steps take', () => {
    const { steps } = draftOf(SCHEMA);
    expect(totalsOf([...steps, ...steps])).toEqual([{ material_code: 'BEAN_A', amount: '32' }]);
  });

  it('moves a step within the list and nowhere else', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
  });
});
