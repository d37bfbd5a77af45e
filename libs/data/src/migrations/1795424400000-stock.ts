import type { MigrationInterface, QueryRunner } from 'typeorm';

const AMOUNTS_OF = (recipe: string): string => `
  insert into recipe_amounts (recipe_id, line, material_id, bin_index, amount)
  select ${recipe}.id, x.line, m.id, (x.value ->> 'bin_index')::integer, (x.value ->> 'amount')::numeric
  from jsonb_array_elements(${recipe}.schema -> 'materials') with ordinality as x(value, line)
  join materials m on m.code = x.value ->> 'material_code'`;
const RECIPES_OF = (made: string): string => `
  insert into package_recipes (package_id, product_id, recipe_id)
  select ${made}.package_id, x.product_id, x.recipe_id
  from jsonb_to_recordset(${made}.manifest -> 'recipes') as x(product_id integer, recipe_id integer)
  where x.product_id is not null and x.recipe_id is not null`;

const UP = [
  // Levels: exact, and judged by a trigger that knows how the bin stood before.
  `alter table device_bins alter column is_low drop expression`,
  `alter table device_bins alter column is_low set default false`,
  `delete from typeorm_metadata where "table" = 'device_bins' and name = 'is_low'`,
  `alter table device_bins alter column remaining type numeric using round(remaining::numeric, 3)`,
  `alter table device_bins
      add column movements integer not null default 0,
      add column bound_at timestamptz,
      add column freed_at timestamptz,
      add column reported_material_id integer,
      add column reported_remaining numeric`,
  `update device_bins set reported_material_id = material_id, reported_remaining = remaining where reported_at is not null`,
  `alter table device_bins set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)`,
  // The margin is looked for only when a low bin rises: no cup pays for it. 5 is DEFAULT_RULES.material_low.hysteresis.
  `create function judge_bin() returns trigger language plpgsql as $$
    declare margin double precision;
    begin
      if new.freed_at is not null then
        new.is_low := false;
      elsif new.remaining <= coalesce(new.capacity, 0) * new.threshold_low_pct / 100 then
        new.is_low := true;
      elsif tg_op = 'UPDATE' and old.is_low and old.material_id is not distinct from new.material_id then
        select r.hysteresis into margin from devices d
          join alarm_rules r on r.type = 'material_low' and (r.merchant_id = d.merchant_id or r.merchant_id is null)
          where d.device_id = new.device_id order by r.merchant_id nulls last limit 1;
        if not found then margin := 5; end if;
        new.is_low := coalesce(
          new.remaining < new.capacity * least(100, new.threshold_low_pct + coalesce(margin, 0)) / 100, false);
      else
        new.is_low := false;
      end if;
      return new;
    end $$`,
  `create trigger device_bins_judge
      before insert or update of remaining, capacity, threshold_low_pct, material_id, freed_at on device_bins
      for each row execute function judge_bin()`,
  `create table stock_movements (
      device_id text not null,
      bin_index integer not null,
      seq integer not null,
      type text not null,
      cause text not null,
      material_id integer,
      amount numeric not null,
      balance numeric not null,
      expected numeric,
      order_id bigint,
      actor text,
      note text,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default now(),
      constraint stock_movements_type_check check (type in ('consume', 'refill', 'adjust', 'waste', 'report')),
      constraint stock_movements_pkey primary key (device_id, bin_index, seq)
    )`,
  `create index stock_movements_drift_idx on stock_movements (recorded_at, device_id, bin_index, seq)
      where expected is not null`,
  `create trigger stock_movements_append_only before update or delete on stock_movements
      for each row execute function refuse_change()`,
  `create table bin_hours (
      device_id text not null,
      bin_index integer not null,
      material_id integer not null,
      hour timestamptz not null,
      amount numeric not null,
      cups integer not null default 0,
      sales_minor bigint not null default 0,
      constraint bin_hours_pkey primary key (device_id, bin_index, material_id, hour)
    )`,
  `alter table bin_hours set (fillfactor = 85)`,
  `create table bin_forecasts (
      device_id text not null,
      bin_index integer not null,
      empties_at timestamptz not null,
      movements integer not null,
      remaining numeric not null,
      computed_at timestamptz not null,
      constraint bin_forecasts_pkey primary key (device_id, bin_index)
    )`,
  `create index bin_forecasts_empties_at_device_id_bin_index_idx on bin_forecasts (empties_at, device_id, bin_index)`,
  `alter table bin_forecasts add constraint bin_forecasts_device_id_fkey foreign key (device_id) references devices (device_id) on delete cascade`,
  `create table recipe_amounts (
      recipe_id integer not null,
      line integer not null,
      material_id integer not null,
      bin_index integer,
      amount numeric not null,
      constraint recipe_amounts_pkey primary key (recipe_id, line)
    )`,
  `create table package_recipes (
      package_id uuid not null,
      product_id integer not null,
      recipe_id integer not null,
      constraint package_recipes_pkey primary key (package_id, product_id)
    )`,
  // Both sources never change once they are there, so that these rows cannot grow stale, whoever publishes.
  `create function keep_recipe_amounts() returns trigger language plpgsql as $$
    begin
      if jsonb_typeof(new.schema -> 'materials') = 'array' then ${AMOUNTS_OF('new')} on conflict do nothing; end if;
      return null;
    end $$`,
  `create trigger recipes_keep_amounts_new after insert on recipes
      for each row when (new.status = 'published') execute function keep_recipe_amounts()`,
  `create trigger recipes_keep_amounts after update of status on recipes
      for each row when (new.status = 'published' and old.status <> 'published') execute function keep_recipe_amounts()`,
  `create function keep_package_recipes() returns trigger language plpgsql as $$
    begin
      if jsonb_typeof(new.manifest -> 'recipes') = 'array' then ${RECIPES_OF('new')} on conflict do nothing; end if;
      return null;
    end $$`,
  `create trigger packages_keep_recipes after insert on packages
      for each row when (new.type = 'recipes') execute function keep_package_recipes()`,
  // What is there already: published recipes, packages, and an opening for every bin.
  `do $$ declare r recipes; p packages;
    begin
      for r in select * from recipes where published_at is not null and jsonb_typeof(schema -> 'materials') = 'array' loop
        ${AMOUNTS_OF('r')} on conflict do nothing;
      end loop;
      for p in select * from packages where type = 'recipes' and jsonb_typeof(manifest -> 'recipes') = 'array' loop
        ${RECIPES_OF('p')} on conflict do nothing;
      end loop;
    end $$`,
  `insert into stock_movements (device_id, bin_index, seq, type, cause, material_id, amount, balance, occurred_at)
    select device_id, bin_index, 1, 'report', 'report', material_id, remaining, remaining, coalesce(reported_at, now())
    from device_bins`,
  `update device_bins set movements = 1`,
];

const DOWN = [
  'drop trigger packages_keep_recipes on packages',
  'drop trigger recipes_keep_amounts on recipes',
  'drop trigger recipes_keep_amounts_new on recipes',
  'drop function keep_package_recipes',
  'drop function keep_recipe_amounts',
  'drop table package_recipes',
  'drop table recipe_amounts',
  'drop table bin_forecasts',
  'drop table bin_hours',
  'drop table stock_movements',
  'drop trigger device_bins_judge on device_bins',
  'drop function judge_bin',
  `alter table device_bins
      drop column movements,
      drop column bound_at,
      drop column freed_at,
      drop column reported_material_id,
      drop column reported_remaining,
      drop column is_low`,
  'alter table device_bins alter column remaining type double precision using remaining::double precision',
  `alter table device_bins add column is_low boolean
      generated always as ((remaining <= coalesce(capacity, 0) * threshold_low_pct / 100)) stored not null`,
  'create index device_bins_device_id_idx on device_bins (device_id) where is_low',
  'alter table device_bins reset (fillfactor, autovacuum_vacuum_scale_factor)',
  `insert into typeorm_metadata (database, schema, "table", type, name, value)
      values (current_database(), current_schema(), 'device_bins', 'GENERATED_COLUMN', 'is_low', $expr$(remaining <= coalesce(capacity, 0) * threshold_low_pct / 100)$expr$)`,
];

/** The stock ledger: movements, what is used by the hour, forecasts, and what a cup takes. */
export class Stock1795424400000 implements MigrationInterface {
  readonly name = 'Stock1795424400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
