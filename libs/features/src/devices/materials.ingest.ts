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

/*
 * A code nobody described becomes a material of type `unknown` for people to complete. A level older than the one
 * stored is left out. A person's threshold stays; material, capacity and unit are what the machine says.
 */
const APPLY_MATERIALS: PreparedStatement = {
  name: 'apply-device-materials',
  text: `
    with input as materialized (
      select * from jsonb_to_recordset($2::jsonb) as i(bin_index integer, material_code text, remaining double precision,
                                                       capacity double precision, unit text)
    ), fresh as (
      insert into materials (code, name, type, unit)
      select distinct on (i.material_code) i.material_code, i.material_code, 'unknown', i.unit
      from input i where not exists (select 1 from materials m where m.code = i.material_code)
      order by i.material_code
      on conflict (code) do update set code = excluded.code
      returning id, code
    ), named as (
      select id, code from fresh union select m.id, m.code from materials m join input i on i.material_code = m.code
    )
    insert into device_bins (device_id, bin_index, material_id, remaining, capacity, unit, reported_at)
    select $1, i.bin_index, n.id, i.remaining, i.capacity, i.unit, least($3::timestamptz, now())
    from input i join named n on n.code = i.material_code
    order by i.bin_index
    on conflict (device_id, bin_index) do update set
      material_id = excluded.material_id, remaining = excluded.remaining, capacity = excluded.capacity,
      unit = excluded.unit, reported_at = excluded.reported_at
    where device_bins.reported_at is null or device_bins.reported_at <= excluded.reported_at`,
};

const READ_BINS: PreparedStatement = {
  name: 'read-device-bins',
  text: `
    select b.bin_index, m.code as material_code, b.remaining, b.capacity, b.unit, b.is_low
    from device_bins b left join materials m on m.id = b.material_id
    where b.device_id = $1 order by b.bin_index`,
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
    await runPrepared(this.dataSource, APPLY_MATERIALS, [device.deviceId, JSON.stringify(wire), reportedAt]);
    const rows = await runPrepared<BinRow>(this.dataSource, READ_BINS, [device.deviceId]);
    this.live.publish(
      'device.materials',
      { merchantId: device.merchantId },
      { device_id: device.deviceId, low_bins: rows.filter((row) => row.is_low).length },
    );
    return rows;
  }
}
