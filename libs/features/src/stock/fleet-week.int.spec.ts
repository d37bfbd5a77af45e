// A week of a hundred machines of the simulator, through the real ingest: what it asks of the ledger and of the forecast.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BinReport } from '@coffee/device-protocol/materials';
import type { CreateOrder } from '@coffee/device-protocol/orders';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import type { Doorbell } from '@coffee/platform/doorbell';
import type { LivePublisher } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import type { JobQueue } from '@coffee/platform/queue';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { DevicesReader } from '../devices';
import { OrderIngest } from '../orders';
import { BinsReader } from './bins.reader';
import { ledgerFaults } from './ledger-check';
import { MaterialsIngest } from './materials.ingest';
import { StockUsage } from './usage.reader';

const MACHINES = 100;
const DAYS = 7;
const SEED = 11;

type Amounts = Record<string, number>;
interface Menu {
  until: string;
  drinks: { product_id: string; recipe: Amounts }[];
}
interface Event {
  at: string;
  order?: CreateOrder;
  needs?: Amounts;
  bins?: BinReport[];
}
type Line =
  | ({ kind: 'menu' } & Menu)
  | ({ kind: 'order' | 'report'; device_id: string } & Event)
  | { kind: 'lasts'; device_id: string; hours: Record<string, number | null> };

/** What the simulator says its fleet did. */
interface Week {
  menu: Menu;
  lives: Map<string, Event[]>;
  lasts: Map<string, Record<string, number | null>>;
}

class FixedClock extends Clock {
  constructor(private readonly at: Date) {
    super();
  }
  now(): Date {
    return this.at;
  }
}

const live = { publish: () => undefined } as unknown as LivePublisher;
const queue = { ring: () => Promise.resolve(true) } as unknown as JobQueue;
const doorbell = { ring: () => undefined } as unknown as Doorbell;

describe('a simulated week of a hundred machines', () => {
  let database: TestDatabase;
  let week: Week;
  let state: string;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'week-'));
    [database, week] = await Promise.all([createTestDatabase(), simulate(state)]);
    await publish(database, week);
    await Promise.all([...week.lives].map(([deviceId, events]) => relive(deviceId, events)));
  }, 180_000);
  afterAll(async () => {
    await database.drop();
    await rm(state, { recursive: true, force: true });
  });

  async function relive(deviceId: string, events: Event[]): Promise<void> {
    const orders = ingest();
    for (const { at, order, bins } of events) {
      if (order) await orders.report(deviceId, order, new Date(at));
      else if (bins) await reportBins(deviceId, bins, new Date(at));
    }
  }

  let shared: OrderIngest | null = null;
  /** One for all machines, so that their orders share commits as in the API. */
  function ingest(): OrderIngest {
    shared ??= new OrderIngest(database.dataSource, live, new ProcessMetrics(), doorbell, queue);
    return shared;
  }
  const reportBins = (deviceId: string, bins: BinReport[], at: Date) =>
    new MaterialsIngest(database.dataSource, live).report(
      { deviceId, merchantId: null },
      bins.map((bin) => ({
        binIndex: bin.bin_index,
        materialCode: bin.material_code,
        remaining: bin.remaining,
        capacity: bin.capacity,
        unit: bin.unit,
      })),
      at,
    );

  it('leaves the ledger of every bin adding up to its level', async () => {
    expect(await ledgerFaults(database.db)).toEqual([]);
    const [count] = await database.dataSource.query<{ n: number }[]>(
      `select count(*) as n from stock_movements where type = 'consume'`,
    );
    expect(count?.n).toBeGreaterThan(10_000);
  });

  it('lists every difference between the expected and the reported level, and no other', async () => {
    const rows = await database.dataSource.query<{ line: string }[]>(
      `select concat_ws(' ', device_id, bin_index, expected::double precision, balance::double precision) as line
       from stock_movements where expected is not null`,
    );
    const expected = [...week.lives].flatMap(([deviceId, events]) => differences(deviceId, events));
    expect(expected.length).toBeGreaterThan(200);
    expect(rows.map(({ line }) => line).sort()).toEqual(expected.sort());
  });

  it('is enough to say how long a bin lasts: half of the forecasts are less than a fifth off', async () => {
    const { db } = database;
    const clock = new FixedClock(new Date(week.menu.until));
    const reader = new BinsReader(db, new DevicesReader(db, clock), new StockUsage(db, clock), clock);
    const errors: number[] = [];
    for (const [deviceId, truth] of week.lasts) {
      for (const { material_code: code, hours_left: hours } of await reader.list(systemActor(), deviceId)) {
        const really = truth[code ?? ''];
        if (really && hours !== null) errors.push(Math.abs(hours - really) / really);
      }
    }
    errors.sort((left, right) => left - right);
    expect(errors.length).toBeGreaterThan(3 * MACHINES);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.2);
  });
});

/** The simulator itself makes it up: its customers, its menu, its rhythm. */
async function simulate(state: string): Promise<Week> {
  const words = ['--plan', DAYS, '--devices', MACHINES, '--seed', SEED, '--state', state].map(String);
  const child = spawn(process.execPath, ['dist/tools/simulator/main.js', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const week: Week = { menu: { until: '', drinks: [] }, lives: new Map(), lasts: new Map() };
  for await (const text of createInterface({ input: child.stdout })) {
    const line = JSON.parse(text) as Line;
    if (line.kind === 'menu') week.menu = line;
    else if (line.kind === 'lasts') week.lasts.set(line.device_id, line.hours);
    else week.lives.set(line.device_id, [...(week.lives.get(line.device_id) ?? []), line]);
  }
  return week;
}

async function publish({ dataSource }: TestDatabase, { menu, lives }: Week): Promise<void> {
  const codes = [...new Set(menu.drinks.flatMap(({ recipe }) => Object.keys(recipe)))];
  await dataSource.query(
    `insert into materials (code, name, type, unit) select c, c, 'unknown', 'g' from unnest($1::text[]) c`,
    [codes],
  );
  for (const { product_id, recipe } of menu.drinks) {
    const materials = Object.entries(recipe).map(([material_code, amount]) => ({ material_code, amount }));
    await dataSource.query(
      `insert into recipes (product_id, status, name, schema, created_by, published_at)
       values ($1, 'published', 'Drink', $2, 'test', now())`,
      [Number(product_id), JSON.stringify({ materials })],
    );
  }
  await dataSource.query('insert into devices (device_id) select unnest($1::text[])', [[...lives.keys()]]);
}

/** What the books should have found, worked out here from what happened, in whole thousandths. */
function differences(deviceId: string, events: Event[]): string[] {
  const levels = new Map<string, number>();
  return events.flatMap(({ needs = {}, bins = [] }) => {
    for (const [code, amount] of Object.entries(needs))
      levels.set(code, (levels.get(code) ?? 0) - Math.round(amount * 1000));
    return bins.flatMap((bin) => difference(deviceId, levels, bin));
  });
}

/** The first word is the opening; what is a hundredth off is noise. */
function difference(deviceId: string, levels: Map<string, number>, bin: BinReport): string[] {
  const told = Math.round(bin.remaining * 1000);
  const was = levels.get(bin.material_code);
  if (was !== undefined && Math.abs(was - told) <= 10) return [];
  levels.set(bin.material_code, told);
  return was === undefined ? [] : [[deviceId, bin.bin_index, was / 1000, told / 1000].join(' ')];
}
