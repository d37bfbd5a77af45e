import { MaterialEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { ImportedMaterial } from './import-rows';

export type Outcome = 'created' | 'updated' | 'unchanged' | 'exists';

export interface ImportMode {
  overwrite: boolean;
  dryRun: boolean;
}

/*
 * One statement for a chunk, whether it writes or only says what it would: `$11` (dry run) empties `written` and leaves
 * everything else as it is. Rows are taken in the order of their codes, so that two imports never wait for each other in
 * a circle. `xmax` is 0 for a row that was inserted. A material that only a machine has named gives way in any case.
 */
const FIELDS = 'name, type, unit, density, cost_minor, enabled';
const of = (alias: string): string =>
  FIELDS.split(', ')
    .map((field) => `${alias}.${field}`)
    .join(', ');
const GIVES_WAY = (alias: string): string => `($12 or ${alias}.type = 'unknown')`;

const statement = (scope: string): string => `
  with input as materialized (
    select * from unnest($1::integer[], $2::text[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::boolean[],
      $8::integer[], $9::boolean[], $10::boolean[])
      as i(row, code, name, type, unit, density, sets_density, cost_minor, sets_cost, enabled)
  ), wanted as materialized (
    select i.row, i.code, i.name, i.type, i.unit,
      case when i.sets_density then i.density else m.density end as density,
      case when i.sets_cost then i.cost_minor else m.cost_minor end as cost_minor,
      coalesce(i.enabled, m.enabled, true) as enabled, m.id is not null as known,
      m.id is not null and ${GIVES_WAY('m')} as gives_way,
      (${of('m')}) is distinct from (i.name, i.type, i.unit,
        case when i.sets_density then i.density else m.density end,
        case when i.sets_cost then i.cost_minor else m.cost_minor end, coalesce(i.enabled, m.enabled, true)) as differs
    from input i left join materials m on m.code = i.code and ${scope}
  ), written as (
    insert into materials as t (code, ${FIELDS})
    select w.code, ${of('w')} from wanted w
    where not $11 and (not w.known or (w.differs and w.gives_way)) order by w.code
    on conflict (code) do update set (${FIELDS}) = row(${of('excluded')}), version = t.version + 1, updated_at = now()
      where ${GIVES_WAY('t')} and (${of('t')}) is distinct from (${of('excluded')})
    returning t.code, t.xmax = 0 as is_new
  )
  select w.row, case
      when n.code is not null then case when n.is_new then 'created' else 'updated' end
      when w.known and not w.differs then 'unchanged'
      when $11 and not w.known then 'created'
      when $11 and w.gives_way then 'updated'
      else 'exists' end as outcome
  from wanted w left join written n on n.code = w.code`;

/** What became of each row, by its number. No code may stand twice in a chunk. */
export async function importChunk(
  tx: TenantTx,
  materials: readonly ImportedMaterial[],
  { overwrite, dryRun }: ImportMode,
): Promise<Map<number, Outcome>> {
  if (materials.length === 0) return new Map();
  const all = <T>(of: (material: ImportedMaterial) => T): T[] => materials.map(of);
  const rows = await tx.query<{ row: number; outcome: Outcome }>(
    (scope) => statement(scope(MaterialEntity, 'm')),
    [
      all(({ row }) => row),
      all(({ code }) => code),
      all(({ name }) => name),
      all(({ type }) => type),
      all(({ unit }) => unit),
      all(({ density }) => density ?? null),
      all(({ density }) => density !== undefined),
      all(({ costMinor }) => costMinor ?? null),
      all(({ costMinor }) => costMinor !== undefined),
      all(({ enabled }) => enabled ?? null),
      dryRun,
      overwrite,
    ],
  );
  return new Map(rows.map(({ row, outcome }) => [row, outcome]));
}
