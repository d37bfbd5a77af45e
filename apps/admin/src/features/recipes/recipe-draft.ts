// What people type about a recipe, and the wire's body of it. Numbers are texts until they are sent.
import type {
  RecipeMaterial,
  RecipeSchema,
  RecipeStep,
  StepMaterial,
  StepType,
} from '@coffee/contract/recipes';
import { toNumber } from '../../ui/forms/use-dto-form';

export interface AmountDraft {
  material_code: string;
  amount: string;
}

export interface StepDraft {
  /** Tells the entries of the list apart while they are moved. */
  key: string;
  step_id: string | number;
  name: string;
  type: StepType;
  duration: string;
  temperature: string;
  params: RecipeStep['params'];
  materials: AmountDraft[];
}

export interface RecipeDraft {
  name: string;
  version: string;
  category: string;
  description: string;
  price: string;
  prep_time: string;
  cup_ml: string;
  steps: StepDraft[];
  materials: (AmountDraft & { bin_index?: number | null })[];
  metadata: Record<string, unknown>;
}

const text = (value: number | string | null | undefined) =>
  value === null || value === undefined ? '' : String(value);
const amounts = (materials: readonly StepMaterial[] | null | undefined): AmountDraft[] =>
  (materials ?? []).map(({ material_code, amount }) => ({ material_code, amount: text(amount) }));

export function draftOf(schema: RecipeSchema): RecipeDraft {
  const { cup_ml, ...metadata } = schema.metadata ?? {};
  return {
    name: schema.name,
    version: schema.version,
    category: text(schema.category),
    description: text(schema.description),
    price: text(schema.price),
    prep_time: text(schema.prep_time),
    cup_ml: typeof cup_ml === 'number' ? String(cup_ml) : '',
    steps: schema.steps.map((step, index) => ({
      key: `${index}-${step.step_id}`,
      step_id: step.step_id,
      name: step.name,
      type: step.type,
      duration: text(step.duration),
      temperature: text(step.temperature),
      params: step.params,
      materials: amounts(step.materials),
    })),
    materials: schema.materials.map(({ material_code, amount, bin_index }) => ({
      material_code,
      amount: text(amount),
      ...(bin_index === undefined ? {} : { bin_index }),
    })),
    metadata,
  };
}

export const EMPTY_RECIPE: RecipeDraft = {
  name: '',
  version: '1.0.0',
  category: '',
  description: '',
  price: '',
  prep_time: '',
  cup_ml: '',
  steps: [],
  materials: [],
  metadata: {},
};

/** The next free number, so that a new step never takes the id of one that was removed before saving. */
export function newStep(steps: readonly StepDraft[], name: string): StepDraft {
  const numbers = steps.map(({ step_id }) => Number(step_id)).filter(Number.isInteger);
  const id = Math.max(0, ...numbers) + 1;
  const key = `new-${id}-${steps.length}`;
  return { key, step_id: id, name, type: 'pour', duration: '', temperature: '', params: {}, materials: [] };
}

type UnitOf = (code: string) => string;

const used = (draft: readonly AmountDraft[], unitOf: UnitOf) =>
  draft.map(({ material_code, amount }) => ({
    material_code,
    amount: toNumber(amount) as number,
    unit: unitOf(material_code),
  }));
const optional = (value: string) => (value.trim() === '' ? undefined : (toNumber(value) as number));
const words = (value: string) => (value.trim() === '' ? undefined : value.trim());

/** What is typed as the wire's body; what is no number stays as it is, so that the rules name it. */
export function schemaOf(draft: RecipeDraft, unitOf: UnitOf): RecipeSchema {
  const cup = optional(draft.cup_ml);
  const metadata = { ...draft.metadata, ...(cup === undefined ? {} : { cup_ml: cup }) };
  const steps = draft.steps.map(({ step_id, name, type, params, duration, temperature, materials }) => ({
    step_id,
    name: name.trim(),
    type,
    params,
    duration: optional(duration),
    temperature: optional(temperature),
    ...(materials.length > 0 ? { materials: used(materials, unitOf) } : {}),
  }));
  const materials = used(draft.materials, unitOf).map((material, index) => {
    const bin = draft.materials[index]?.bin_index;
    return bin === undefined ? material : { ...material, bin_index: bin };
  });
  const schema = {
    version: draft.version.trim(),
    name: draft.name.trim(),
    description: words(draft.description),
    category: words(draft.category),
    prep_time: optional(draft.prep_time),
    price: words(draft.price),
    steps,
    materials: materials as RecipeMaterial[],
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  };
  return JSON.parse(JSON.stringify(schema)) as RecipeSchema;
}

/** The sum of what the steps take, by material. */
export function totalsOf(steps: readonly StepDraft[]): AmountDraft[] {
  const totals = new Map<string, number>();
  for (const { material_code: code, amount } of steps.flatMap((step) => step.materials)) {
    totals.set(code, (totals.get(code) ?? 0) + (Number(amount) || 0));
  }
  return [...totals].map(([material_code, amount]) => ({
    material_code,
    amount: String(Math.round(amount * 100) / 100),
  }));
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  if (item !== undefined && to >= 0 && to <= next.length) next.splice(to, 0, item);
  return item === undefined || to < 0 || to > next.length ? [...list] : next;
}
