// What no field of a recipe can tell alone: whether its steps, materials and cup fit together.
import type { ValidationIssue } from '@coffee/contract/errors';
import {
  cupVolume,
  type MeasuredMaterial,
  type RecipeSchema,
  type RecipeStep,
} from '@coffee/contract/recipes';

export interface KnownMaterial extends MeasuredMaterial {
  unit: string;
  enabled: boolean;
}

type Materials = ReadonlyMap<string, KnownMaterial>;
type Tell = (field: string, rule: string, message: string) => void;

/** Sums of amounts are compared with the float noise of their addition. */
const NOISE = 1e-6;

/** Every fault by name; empty for a recipe that machines can make. */
export function recipeFaults(schema: RecipeSchema, materials: Materials): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const tell: Tell = (field, rule, message) => issues.push({ field, rule, message: `${field} ${message}` });
  checkMaterials(schema, materials, tell);
  checkStepIds(schema.steps, tell);
  checkOrder(schema.steps, tell);
  checkTotals(schema, tell);
  checkCup(schema, materials, tell);
  return issues;
}

function checkMaterials(schema: RecipeSchema, materials: Materials, tell: Tell): void {
  const check = (
    field: string,
    { material_code: code, unit }: { material_code: string; unit: string },
  ): void => {
    const known = materials.get(code);
    if (!known) return tell(`${field}.material_code`, 'exists', `names an unknown material: ${code}`);
    if (!known.enabled)
      return tell(`${field}.material_code`, 'enabled', `names a disabled material: ${code}`);
    if (known.unit !== unit) tell(`${field}.unit`, 'sameUnit', `must be ${known.unit}, the unit of ${code}`);
  };
  schema.materials.forEach((material, index) => check(`materials.${index}`, material));
  schema.steps.forEach((step, index) =>
    step.materials?.forEach((material, at) => check(`steps.${index}.materials.${at}`, material)),
  );
}

function checkStepIds(steps: readonly RecipeStep[], tell: Tell): void {
  const seen = new Set<string>();
  steps.forEach(({ step_id: id }, index) => {
    if (seen.has(String(id))) tell(`steps.${index}.step_id`, 'unique', `is there twice: ${id}`);
    seen.add(String(id));
  });
}

/** What is ground has to be brewed after it, and only what is in the cup can be mixed. */
function checkOrder(steps: readonly RecipeStep[], tell: Tell): void {
  const types = steps.map(({ type }) => type);
  const lastBrew = types.lastIndexOf('brew');
  types.forEach((type, index) => {
    if (type === 'grind' && lastBrew !== -1 && index > lastBrew)
      tell(`steps.${index}.type`, 'order', 'grinds after the last brewing');
  });
  const firstGrind = types.indexOf('grind');
  const firstBrew = types.indexOf('brew');
  if (firstBrew !== -1 && firstGrind > firstBrew)
    tell(`steps.${firstBrew}.type`, 'order', 'brews before anything was ground');
  if (types.length > 1 && types[0] === 'mix')
    tell('steps.0.type', 'order', 'mixes before anything is in the cup');
}

/** Steps take no more of a material than the recipe lists. */
function checkTotals(schema: RecipeSchema, tell: Tell): void {
  const listed = sums(schema.materials);
  const used = new Map<string, number>();
  schema.steps.forEach((step, index) =>
    step.materials?.forEach(({ material_code: code, amount }, at) => {
      const field = `steps.${index}.materials.${at}`;
      const total = listed.get(code);
      if (total === undefined)
        return tell(`${field}.material_code`, 'listed', `is not among the recipe's materials: ${code}`);
      const sum = (used.get(code) ?? 0) + amount;
      used.set(code, sum);
      if (sum > total + NOISE && sum - amount <= total + NOISE)
        tell(
          `${field}.amount`,
          'sum',
          `makes ${round(sum)} of ${code}, more than the ${round(total)} listed`,
        );
    }),
  );
}

function checkCup(schema: RecipeSchema, materials: Materials, tell: Tell): void {
  const told = schema.metadata?.['cup_ml'];
  if (told !== undefined && !(typeof told === 'number' && told > 0 && told <= 5000))
    return tell('metadata.cup_ml', 'isNumber', 'must be from above 0 to 5000 millilitres');
  const { millilitres, cupMillilitres } = cupVolume(schema, materials);
  if (millilitres > cupMillilitres + NOISE)
    tell(
      'materials',
      'cup',
      `make ${round(millilitres)} ml, more than the cup of ${cupMillilitres} ml holds`,
    );
}

function sums(amounts: readonly { material_code: string; amount: number }[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { material_code: code, amount } of amounts) totals.set(code, (totals.get(code) ?? 0) + amount);
  return totals;
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}
