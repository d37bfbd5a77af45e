// What machines say is in their bins. The ledger's level is the sum of its movements: a machine that says another one is
// kept as a movement with what was expected, and what is only the noise of its arithmetic moves nothing.
import { type PreparedStatement, runPrepared } from '@coffee/data/prepared';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface BinInput {
  binIndex: number;
  materialCode: string;
  remaining: number;
  capacity: number;
  unit: string;
}

export interface BinRow {
  bin_index: number;
  material_code: string | null;
  remaining: number;
  capacity: number | null;
  unit: string | null;
  is_low: boolean;
}

/** In the bin's unit. Kiosks add and subtract in floating point. */
const NOISE = 0.01;

/** The level told, in the unit that a person gave the bin where the machine's own is another: as a share of its capacity. */
const TOLD = `case when b.bound_at is not null and b.unit is distinct from excluded.unit and b.capacity > 0 and excluded.capacity > 0
      then round((excluded.remaining * b.capacity / excluded.capacity)::numeric, 3) else excluded.remaining end`;
/** Whether the ledger knew what to expect: not of a bin that was freed, holds another material, or was never looked into. */
const EXPECTED = (was: string, material: string): string => `${was}.movements > 0 and ${was}.freed_at is null
      and ${was}.material_id is not distinct from ${material}
      and not (${was}.bound_at is not null and ${was}.remaining = 0 and coalesce(${was}.reported_at, '-infinity') < ${was}.bound_at)`;
const MATERIAL = 'case when b.bound_at is null then excluded.material_id else b.material_id end';
const IS_NOISE = `(${EXPECTED('b', MATERIAL)} and abs(${TOLD} - b.remaining) <= ${NOISE})`;

/*
 * $1 machine, $2 bins, $3 its time. A code nobody described becomes a material of type `unknown` for people to complete, with
 * an entry of the audit log that says which machine brought it. A level older than the last one, or the same one again, is left out. What a person bound stays bound; of other bins,
 * material, capacity and unit are what the machine says.
 */
const APPLY_MATERIALS: PreparedStatement = {
  name: 'apply-device-materials',
  text: `
    with input as materialized (
      select i.bin_index, i.material_code, round(i.remaining, 3) as remaining, i.capacity, i.unit
      from jsonb_to_recordset($2::jsonb) as i(bin_index integer, material_code text, remaining numeric,
                                              capacity double precision, unit text)
    ), fresh as (
      insert into materials (code, name, type, unit)
      select distinct on (i.material_code) i.material_code, i.material_code, 'unknown', i.unit
      from input i where not exists (select 1 from materials m where m.code = i.material_code)
      order by i.material_code
      on conflict (code) do update set code = excluded.code
      returning id, code, unit, old.id is null as is_new
    ), described as (
      insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_name, merchant_id)
      select 'material.created', 'material', f.id::text, 'Reported by ' || d.device_id || ': ' || f.code, null,
             jsonb_build_object('code', f.code, 'name', f.code, 'type', 'unknown', 'unit', f.unit),
             'device', d.device_id, d.merchant_id
      from fresh f join devices d on d.device_id = $1 where f.is_new
    ), named as (
      select id, code from fresh union select m.id, m.code from materials m join input i on i.material_code = m.code
    ), told as (
      insert into device_bins as b (device_id, bin_index, material_id, remaining, capacity, unit, movements,
        reported_at, reported_material_id, reported_remaining)
      select $1, i.bin_index, n.id, i.remaining, i.capacity, i.unit, 1, least($3::timestamptz, now()), n.id, i.remaining
      from input i join named n on n.code = i.material_code
      order by i.bin_index
      on conflict (device_id, bin_index) do update set
        material_id = ${MATERIAL},
        capacity = case when b.bound_at is null then excluded.capacity else b.capacity end,
        unit = case when b.bound_at is null then excluded.unit else b.unit end,
        remaining = case when ${IS_NOISE} then b.remaining else ${TOLD} end,
        movements = b.movements + case when ${IS_NOISE} then 0 else 1 end,
        freed_at = null, reported_at = excluded.reported_at, reported_material_id = excluded.reported_material_id,
        reported_remaining = excluded.reported_remaining
      where b.reported_at is null or b.reported_at < excluded.reported_at
        or (b.reported_at = excluded.reported_at and b.reported_remaining is distinct from excluded.reported_remaining)
      returning new.*, coalesce(old.movements, 0) as was_movements, coalesce(old.remaining, 0) as was,
        case when ${EXPECTED('old', 'new.material_id')} then old.remaining end as expected
    ), kept as (
      insert into stock_movements (device_id, bin_index, seq, type, cause, material_id, amount, balance, expected, occurred_at)
      select device_id, bin_index, movements, 'report', 'report', material_id, remaining - was, remaining, expected, reported_at
      from told where movements > was_movements
    ), used as (
      insert into bin_hours as held (device_id, bin_index, material_id, hour, amount)
      select device_id, bin_index, material_id, date_trunc('hour', reported_at, 'UTC'), expected - remaining
      from told where remaining < expected and material_id is not null order by bin_index
      on conflict (device_id, bin_index, material_id, hour) do update set amount = held.amount + excluded.amount
    ), bins as (
      select bin_index, material_id, remaining, capacity, unit, is_low from told
      union all
      select b.bin_index, b.material_id, b.remaining, b.capacity, b.unit, b.is_low from device_bins b
      where b.device_id = $1 and not exists (select 1 from told t where t.bin_index = b.bin_index)
    )
    select b.bin_index, coalesce(n.code, m.code) as material_code, b.remaining::double precision as remaining, b.capacity,
           b.unit, b.is_low
    from bins b left join named n on n.id = b.material_id left join materials m on m.id = b.material_id
    order by b.bin_index`,
};

@Injectable()
export class MaterialsIngest {
  constructor(
    private readonly dataSource: DataSource,
    private readonly live: LivePublisher,
  ) {}

  /** Takes a machine's levels and answers all its bins as the server now knows them. */
  async report(
    device: { deviceId: string; merchantId: number | null },
    bins: BinInput[],
    reportedAt: Date,
  ): Promise<BinRow[]> {
    const last = [...new Map(bins.map((bin) => [bin.binIndex, bin])).values()];
    const wire = last.map((bin) => ({
      bin_index: bin.binIndex,
      material_code: bin.materialCode,
      remaining: bin.remaining,
      capacity: bin.capacity,
      unit: bin.unit,
    }));
    const values = [device.deviceId, JSON.stringify(wire), reportedAt];
    const rows = await runPrepared<BinRow>(this.dataSource, APPLY_MATERIALS, values);
    this.live.publish(
      'device.materials',
      { merchantId: device.merchantId },
      { device_id: device.deviceId, low_bins: rows.filter((row) => row.is_low).length },
    );
    return rows;
  }
}
