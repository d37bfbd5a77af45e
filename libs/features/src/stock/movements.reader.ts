import type { Page } from '@coffee/contract/paging';
import type { Movement, MovementQuery, StockDrift, StockDriftQuery } from '@coffee/contract/stock';
import { StockMovementEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { DevicesReader } from '../devices';
import { type MovementRow, toMovement } from './stock.mapper';

const COLUMNS = `s.device_id, s.bin_index, s.seq, s.type, s.cause, m.code as material_code, m.name as material_name,
    coalesce(b.unit, m.unit) as unit, s.amount::double precision as amount, s.balance::double precision as balance,
    s.expected::double precision as expected, o.order_id, s.actor, s.note, s.occurred_at, s.recorded_at`;
const JOINS = `left join materials m on m.id = s.material_id left join orders o on o.id = s.order_id
    left join device_bins b on b.device_id = s.device_id and b.bin_index = s.bin_index`;

const MOVEMENTS: ListSpec = {
  entity: StockMovementEntity,
  alias: 's',
  from: 'stock_movements s',
  joins: JOINS,
  select: COLUMNS,
  sorts: { seq: { expression: 's.seq', type: 'integer' } },
  defaultSort: '-seq',
  key: { expression: 's.seq', type: 'integer' },
};

const DRIFT: ListSpec = {
  entity: StockMovementEntity,
  alias: 's',
  from: 'stock_movements s join devices d on d.device_id = s.device_id',
  joins: `${JOINS} left join locations l on l.id = d.location_id`,
  select: `${COLUMNS}, d.alias, d.merchant_id, d.location_id, l.name as location_name`,
  sorts: { recorded_at: { expression: 's.recorded_at', type: 'timestamptz' } },
  defaultSort: '-recorded_at',
  key: { expression: `(s.device_id || ' ' || s.bin_index || ' ' || s.seq)`, type: 'text' },
};

interface DriftRow extends MovementRow {
  alias: string | null;
  merchant_id: number | null;
  location_id: number | null;
  location_name: string | null;
}

/** Reads the ledger. */
@Injectable()
export class MovementsReader {
  constructor(
    private readonly db: TenantDb,
    private readonly devices: DevicesReader,
  ) {}

  /** A bin's history, newest first. A bin that never was has none. */
  async ofBin(
    actor: Actor,
    deviceId: string,
    binIndex: number,
    query: MovementQuery,
  ): Promise<Page<Movement>> {
    await this.devices.mustExist(actor, deviceId);
    const where = new Conditions()
      .add(deviceId, (place) => `s.device_id = ${place}`)
      .add(binIndex, (place) => `s.bin_index = ${place}`)
      .add(query.type, (place) => `s.type = any(${place})`)
      .add(query.from, (place) => `s.recorded_at >= ${place}`)
      .add(query.to, (place) => `s.recorded_at <= ${place}`);
    const { rows, pagination } = await this.db
      .for(actor)
      .list<MovementRow>(MOVEMENTS, { where, ...pageOf(query) });
    return { items: rows.map(toMovement), pagination };
  }

  /** Where somebody looked and found another level than the ledger's, over the fleet. */
  async drift(actor: Actor, query: StockDriftQuery): Promise<Page<StockDrift>> {
    const where = new Conditions()
      .raw('s.expected is not null')
      .add(query.merchant_id, (place) => `d.merchant_id = ${place}`)
      .add(query.location_id, (place) => `d.location_id = ${place}`)
      .add(query.device_id, (place) => `s.device_id = ${place}`)
      .add(
        query.material,
        (place) => `s.material_id in (select x.id from materials x where x.code = any(${place}))`,
      )
      .add(query.from, (place) => `s.recorded_at >= ${place}`)
      .add(query.to, (place) => `s.recorded_at <= ${place}`);
    const { rows, pagination } = await this.db.for(actor).list<DriftRow>(DRIFT, { where, ...pageOf(query) });
    const items = rows.map((row) => ({
      ...toMovement(row),
      alias: row.alias,
      merchant_id: row.merchant_id,
      location_id: row.location_id,
      location_name: row.location_name,
    }));
    return { items, pagination };
  }
}

const pageOf = (query: MovementQuery | StockDriftQuery) => ({
  page: query.page,
  pageSize: query.page_size,
  cursor: query.cursor,
  sort: query.sort,
});
