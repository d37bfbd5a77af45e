/** A recipe as a package brings it; what the simulator does not use is left out. */
export interface PackagedRecipe {
  id: number;
  name: string;
  price: number;
  is_available: boolean;
  materials: Record<string, number>;
}

/** The recipes of a package in the layout of the first-generation kiosk. Throws when it is not one. */
export function readPackage(bytes: Buffer): PackagedRecipe[] {
  const document: unknown = JSON.parse(bytes.toString('utf8'));
  const recipes = isObject(document) ? document.recipes : null;
  if (!Array.isArray(recipes) || !recipes.every(isRecipe)) throw new Error('Package has an unknown layout');
  return recipes;
}

function isRecipe(value: unknown): value is PackagedRecipe {
  if (!isObject(value)) return false;
  const { id, name, price, is_available, materials } = value;
  return (
    Number.isInteger(id) &&
    typeof name === 'string' &&
    typeof price === 'number' &&
    typeof is_available === 'boolean' &&
    isObject(materials) &&
    Object.values(materials).every((amount) => typeof amount === 'number' && amount >= 0)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
