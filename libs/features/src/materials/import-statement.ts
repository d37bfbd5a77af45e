import { MaterialEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { MaterialColumns } from './import-chunk';

export type Outcome = 'created' | 'updated' | 'unchanged' | 'exists';

export interface ImportMode {
  overwrite: boolean;
  dryRun: boolean;
}

/*
 * One statement for a chunk, whether it writes or only says what it would: `$11` (dry run) empties `written` and leaves
 * everything else as it is. Rows are taken in the order of their codes, so that two imports never wait for each other in
 * a circle. Each code is looked up by itself: the planner knows nothing of how the table grows under an import, nor how
 * many rows come in. `xmax` is 0 for a row that was inserted. A material that only a machine has named gives way in any case.
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
    from input i
      left join lateral (select * from materials k where k.code = i.code and ${scope} offset 0) m on true
  ), written as (
    insert into materials as t (code, ${FIELDS})
    select w.code, ${of('w')} from wanted w
    where not $11 and (not w.known or (w.differs and w.gives_way)) order by w.code
    on conflict (code) do update set (${FIELDS}) = row(${of('excluded')}), version = t.version + 1, updated_at = now()
      where ${GIVES_WAY('t')} and (${of('t')}) is distinct from (${of('excluded')})
    returning t.code, t.xmax = 0 as is_new
  )
  select w.code, w.differs, w.gives_way, null::boolean as is_new from wanted w where w.known
  union all select n.code, null, null, n.is_new from written n`;

interface Found {
  code: string;
  /** Of a material that was there before. */
  differs: boolean | null;
  gives_way: boolean | null;
  /** Of one that was written. */
  is_new: boolean | null;
}

/** What became of each row, in their order. No code may stand twice in a chunk. */
export async function importChunk(
  tx: TenantTx,
  { row, code, name, type, unit, density, setsDensity, costMinor, setsCost, enabled }: MaterialColumns,
  mode: ImportMode,
): Promise<Outcome[]> {
  if (row.length === 0) return [];
  const { dryRun, overwrite } = mode;
  const rows = await tx.query<Found>(
    (scope) => statement(scope(MaterialEntity, 'k')),
    [row, code, name, type, unit, density, setsDensity, costMinor, setsCost, enabled, dryRun, overwrite],
  );
  const written = new Map<string, boolean>();
  const known = new Map<string, Found>();
  for (const found of rows)
    if (found.is_new === null) known.set(found.code, found);
    else written.set(found.code, found.is_new);
  return code.map((each) => outcomeOf(written.get(each), known.get(each), mode));
}

function outcomeOf(isNew: boolean | undefined, before: Found | undefined, mode: ImportMode): Outcome {
  if (isNew !== undefined) return isNew ? 'created' : 'updated';
  if (before?.differs === false) return 'unchanged';
  if (mode.dryRun) return promised(before);
  // Under an overwriting import nothing is left unwritten but what another has just made the same.
  return mode.overwrite ? 'unchanged' : 'exists';
}

const promised = (before: Found | undefined): Outcome =>
  before === undefined ? 'created' : before.gives_way === true ? 'updated' : 'exists';
