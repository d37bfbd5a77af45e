import type { ImportedMaterial } from './import-rows';

/**
 * The good rows of a chunk, column by column, as its statement takes them. As objects they would be alive when V8 collects
 * the young ones; from many that are, it learns to make all objects of their kind among the old, where they pile up.
 */
export class MaterialColumns {
  readonly row: number[] = [];
  readonly code: string[] = [];
  readonly name: string[] = [];
  readonly type: string[] = [];
  readonly unit: string[] = [];
  readonly density: (number | null)[] = [];
  readonly setsDensity: boolean[] = [];
  readonly costMinor: (number | null)[] = [];
  readonly setsCost: boolean[] = [];
  readonly enabled: (boolean | null)[] = [];

  get length(): number {
    return this.row.length;
  }

  add(material: ImportedMaterial): void {
    this.row.push(material.row);
    this.code.push(material.code);
    this.name.push(material.name);
    this.type.push(material.type);
    this.unit.push(material.unit);
    this.density.push(material.density ?? null);
    this.setsDensity.push(material.density !== undefined);
    this.costMinor.push(material.costMinor ?? null);
    this.setsCost.push(material.costMinor !== undefined);
    this.enabled.push(material.enabled ?? null);
  }
}
