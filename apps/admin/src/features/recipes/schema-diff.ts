import type { RecipeSchema } from '@coffee/contract/recipes';

export interface Difference {
  /** Such as `steps.2.duration`; a step goes by its id, a material by its code. */
  path: string;
  before: string | null;
  after: string | null;
}

type Flat = Map<string, string>;

function flatten(value: unknown, path: string, into: Flat): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
    return;
  }
  for (const [key, part] of Object.entries(value)) flatten(part, path === '' ? key : `${path}.${key}`, into);
}

function byName(schema: RecipeSchema): object {
  const { steps, materials, ...rest } = schema;
  return {
    ...rest,
    steps: Object.fromEntries(
      steps.map(({ step_id, ...step }, index) => [
        String(step_id),
        { place: index + 1, ...step, materials: named(step.materials ?? []) },
      ]),
    ),
    materials: named(materials),
  };
}

function named(materials: readonly { material_code: string }[]): object {
  return Object.fromEntries(materials.map(({ material_code: code, ...rest }) => [code, rest]));
}

/** Only what differs. */
export function differences(before: RecipeSchema, after: RecipeSchema): Difference[] {
  const old: Flat = new Map();
  const fresh: Flat = new Map();
  flatten(byName(before), '', old);
  flatten(byName(after), '', fresh);
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => old.get(path) !== fresh.get(path))
    .map((path) => ({ path, before: old.get(path) ?? null, after: fresh.get(path) ?? null }));
}
