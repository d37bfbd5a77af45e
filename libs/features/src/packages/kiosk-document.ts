// The document that the first-generation kiosk installs. The same recipes, in whatever order they are named, give the same
// bytes: nothing of the moment or of the package's id goes in, keys have one order, and recipes are sorted by product.
import type { Recipe, RecipeStep } from '@coffee/contract/recipes';
import { priceOf } from '../recipes';

interface KioskStep {
  action: string;
  bin: string | null;
  amount: number;
  unit: string | null;
  water_ml: number;
  duration_ms: number;
}

interface KioskRecipe {
  id: number;
  name: string;
  price: number;
  category: string;
  description: string;
  image_url?: string;
  is_available: boolean;
  temperature: Temperature;
  steps: KioskStep[];
  materials: Record<string, number>;
}

const TEMPERATURES = ['hot', 'cold', 'both'] as const;
type Temperature = (typeof TEMPERATURES)[number];
/** Degrees Celsius. */
const COLD_BELOW = 30;

/** `created_at` is the newest publication among the recipes. */
export function kioskDocument(version: string, recipes: readonly Recipe[]): Buffer {
  const sorted = [...recipes].sort((left, right) => left.product_id - right.product_id);
  const published = sorted.map((recipe) => recipe.published_at ?? '').sort();
  const document = { version, created_at: published.at(-1) ?? '', recipes: sorted.map(kioskRecipe) };
  return Buffer.from(JSON.stringify(document), 'utf8');
}

function kioskRecipe({ product_id: id, schema }: Recipe): KioskRecipe {
  const price = priceOf(schema);
  const image = schema.metadata?.['image_url'];
  return {
    id,
    name: schema.name,
    price: price ?? 0,
    category: schema.category ?? '',
    description: schema.description ?? '',
    ...(typeof image === 'string' ? { image_url: image } : {}),
    // The document is the machine's price list: what has no price is not offered.
    is_available: price !== null,
    temperature: temperatureOf(schema.metadata?.['temperature'], schema.steps),
    steps: schema.steps.flatMap(kioskSteps),
    materials: amountsOf(schema.materials),
  };
}

/** A kiosk takes from one bin in a step; water is told apart. The time of a step that is split stays with its first part. */
function kioskSteps({ type, params, duration, materials }: RecipeStep): KioskStep[] {
  const all = materials ?? [];
  const told = params['water_ml'];
  const water = all.filter(({ unit }) => unit === 'ml').reduce((sum, { amount }) => sum + amount, 0);
  const first: KioskStep = {
    action: type,
    bin: null,
    amount: 0,
    unit: null,
    water_ml: water > 0 ? water : typeof told === 'number' && told > 0 ? told : 0,
    duration_ms: Math.round((duration ?? 0) * 1000),
  };
  const solids = all.filter(({ unit }) => unit !== 'ml');
  const liquid = all.find(({ unit }) => unit === 'ml');
  if (solids.length === 0)
    return [
      liquid ? { ...first, bin: liquid.material_code, amount: liquid.amount, unit: liquid.unit } : first,
    ];
  return solids.map(({ material_code: bin, amount, unit }, index) =>
    index === 0
      ? { ...first, bin, amount, unit }
      : { ...first, bin, amount, unit, water_ml: 0, duration_ms: 0 },
  );
}

function temperatureOf(told: unknown, steps: readonly RecipeStep[]): Temperature {
  const known = TEMPERATURES.find((word) => word === told);
  if (known) return known;
  const degrees = steps.flatMap(({ temperature }) => temperature ?? []);
  return degrees.length > 0 && Math.max(...degrees) < COLD_BELOW ? 'cold' : 'hot';
}

function amountsOf(materials: readonly { material_code: string; amount: number }[]): Record<string, number> {
  const totals: Record<string, number> = {};
  const sorted = [...materials].sort((left, right) => (left.material_code < right.material_code ? -1 : 1));
  for (const { material_code: code, amount } of sorted) totals[code] = (totals[code] ?? 0) + amount;
  return totals;
}

/** For people: which versions are in the document, and what they take. */
export function manifestOf(recipes: readonly Recipe[]): Record<string, unknown> {
  const sorted = [...recipes].sort((left, right) => left.product_id - right.product_id);
  const codes = sorted.flatMap(({ schema }) => schema.materials.map((material) => material.material_code));
  return {
    recipes: sorted.map(({ id, product_id, revision, name, schema }) => ({
      recipe_id: id,
      product_id,
      revision,
      version: schema.version,
      name,
      price: priceOf(schema),
    })),
    materials: [...new Set(codes)].sort(),
  };
}
