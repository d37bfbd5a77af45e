import { AuditTrail } from '@coffee/features/audit';
import { PasswordHasher } from '@coffee/features/auth';
import { SellableDays, SellableWatch } from '@coffee/features/availability';
import { SalesHours, SalesProfiles } from '@coffee/features/demand';
import { TelemetryPartitions } from '@coffee/features/devices';
import { AvailabilityService, RollupsService } from '@coffee/features/reports';
import { StockForecasts, StockUsage } from '@coffee/features/stock';
import { TenantDb } from '@coffee/data/tenant-db';
import { SystemClock } from '@coffee/platform/clock';
import type { DataSource, EntityManager } from 'typeorm';
import { operator } from '../operator';
import { DEMO_BINS, DEMO_DRINKS, DEMO_HOURS, DEMO_METHODS } from './demo-menu';
import { DEMO_MATERIALS, DEMO_MERCHANTS, DEMO_MODELS, DEMO_USERS } from './demo-people';
import { seedRecipes } from './demo-recipes';
import { BINS, DEVICES, DICE, HISTORY, STATES, TELEMETRY } from './machine-statements';
import { CUPS, ITEMS, ORDERS, SALES } from './sale-statements';
import { BIN_HOURS, DRAWS, LEVELS, MOVEMENTS } from './stock-statements';

/** One at a time: two stacks that start at once on one database must not both find it empty. */
const SEED_LOCK = 7_203_118_002;
const ORDERS_PER_DAY = 16;
/** A large fleet sells less per machine, so that the demo stays a matter of seconds. */
const MOST_ORDERS = 300_000;
const MANY_MACHINES = 200;

/** Everything that a seed replaces. The audit trail is append-only and stays. */
const REPLACED_TABLES = [
  ...['merchants', 'locations', 'users', 'sessions', 'login_attempts', 'enrolment_tokens'],
  ...['device_models', 'materials', 'devices', 'device_states', 'device_tokens', 'device_bins'],
  ...['device_status_history', 'quarantined_reports', 'telemetry', 'orders', 'order_items', 'order_events'],
  ...['recipes', 'recipe_amounts', 'packages', 'package_recipes', 'device_packages'],
  ...['stock_movements', 'bin_hours', 'bin_forecasts'],
  ...['merchant_days', 'device_days', 'product_days', 'availability_days', 'tasks'],
  ...['device_hours', 'merchant_hours', 'outcome_days', 'alarm_days', 'sweep_marks', 'listening_gaps'],
  ...['sellable_states', 'sellable_changes', 'device_sellable_days', 'merchant_sellable_days'],
];

export interface DemoSize {
  devices: number;
  days: number;
  seed: number;
}

export interface DemoResult extends DemoSize {
  orders: number;
}

/** What would be lost by seeding. */
export interface PresentRows {
  users: number;
  merchants: number;
  devices: number;
  orders: number;
}

export async function presentRows(dataSource: DataSource | EntityManager): Promise<PresentRows> {
  const [row] = await dataSource.query<PresentRows[]>(
    `select (select count(*) from users) as users, (select count(*) from merchants) as merchants,
      (select count(*) from devices) as devices, (select count(*) from orders) as orders`,
  );
  return row ?? { users: 0, merchants: 0, devices: 0, orders: 0 };
}

export const isEmpty = (rows: PresentRows): boolean => rows.users + rows.merchants + rows.devices === 0;

/** Null when `onlyIfEmpty` and somebody was faster. */
export async function seedDemo(
  dataSource: DataSource,
  size: DemoSize,
  { onlyIfEmpty }: { onlyIfEmpty: boolean },
): Promise<DemoResult | null> {
  const hashes = await hashPasswords();
  await new TelemetryPartitions(dataSource, new SystemClock()).ensure();
  const seeded = await dataSource.transaction(async (manager) => {
    await manager.query('select pg_advisory_xact_lock($1)', [SEED_LOCK]);
    if (onlyIfEmpty && !isEmpty(await presentRows(manager))) return false;
    await manager.query(`truncate ${REPLACED_TABLES.join(', ')} restart identity cascade`);
    const places = await seedPeople(manager, hashes);
    await seedMachines(manager, size, places);
    await seedRecipes(manager, size.days);
    await seedSales(manager, size);
    return true;
  });
  return seeded ? finish(dataSource, size) : null;
}

async function hashPasswords(): Promise<string[]> {
  const hasher = new PasswordHasher();
  return Promise.all(DEMO_USERS.map(({ password }) => hasher.hash(password)));
}

interface Place {
  location_id: number;
  merchant_id: number;
  short: string;
  address: string;
  lat: number;
  lng: number;
}

async function seedPeople(manager: EntityManager, hashes: string[]): Promise<Place[]> {
  const merchantIds: number[] = [];
  const places: Place[] = [];
  for (const merchant of DEMO_MERCHANTS) {
    const { name, contact, timeZone, autoRefund } = merchant;
    const merchantId = await insertedId(
      manager,
      'insert into merchants (name, contact, settings) values ($1, $2, $3) returning id',
      [name, contact, { timeZone, currency: 'CNY', autoRefund }],
    );
    merchantIds.push(merchantId);
    for (const { short, hours, ...location } of merchant.locations) {
      const { name: place, address, lat, lng } = location;
      const values = [merchantId, place, address, lat, lng, timeZone, hours];
      const locationId = await insertedId(
        manager,
        `insert into locations (merchant_id, name, address, lat, lng, time_zone, opening_hours)
         values ($1, $2, $3, $4, $5, $6, $7) returning id`,
        values,
      );
      places.push({ ...location, short, location_id: locationId, merchant_id: merchantId });
    }
  }
  for (const [index, { email, name, role, merchant }] of DEMO_USERS.entries()) {
    await manager.query(
      'insert into users (email, name, role, merchant_id, password_hash) values ($1, $2, $3, $4, $5)',
      [email, name, role, merchant === null ? null : merchantIds[merchant], hashes[index]],
    );
  }
  return places;
}

async function insertedId(manager: EntityManager, statement: string, values: unknown[]): Promise<number> {
  const [row] = await manager.query<{ id: number }[]>(statement, values);
  if (!row) throw new Error('an insert that answered no id');
  return row.id;
}

async function seedMachines(
  manager: EntityManager,
  { devices, days, seed }: DemoSize,
  places: Place[],
): Promise<void> {
  await manager.query(
    `insert into device_models (model, name, command_types)
     select model, name, array(select jsonb_array_elements_text(commands))
     from jsonb_to_recordset($1::jsonb) as m(model text, name text, commands jsonb)`,
    [JSON.stringify(DEMO_MODELS)],
  );
  await manager.query(
    `insert into materials (code, name, type, unit, density, cost_minor)
     select * from jsonb_to_recordset($1::jsonb)
       as m(code text, name text, type text, unit text, density double precision, cost_minor integer)`,
    [JSON.stringify(DEMO_MATERIALS)],
  );
  const sampleSeconds = devices > MANY_MACHINES ? 3600 : 600;
  await manager.query(DICE);
  await manager.query(DEVICES, [devices, String(seed), days, JSON.stringify(places)]);
  await manager.query(STATES, [String(seed)]);
  await manager.query(BINS, [String(seed), JSON.stringify(DEMO_BINS)]);
  await manager.query(HISTORY, [String(seed), days]);
  await manager.query(TELEMETRY, [String(seed), sampleSeconds]);
}

async function seedSales(manager: EntityManager, { devices, days, seed }: DemoSize): Promise<void> {
  const perDay = Math.min(ORDERS_PER_DAY, MOST_ORDERS / (devices * Math.max(1, days)));
  await manager.query(SALES, [String(seed), days, perDay, JSON.stringify(DEMO_HOURS)]);
  await manager.query(CUPS, [JSON.stringify(DEMO_DRINKS)]);
  await manager.query(ORDERS, [JSON.stringify(DEMO_METHODS)]);
  await manager.query(ITEMS);
  await manager.query(DRAWS);
  await manager.query(BIN_HOURS);
  await manager.query(MOVEMENTS, [String(seed)]);
  await manager.query(LEVELS);
}

/** What the product derives from rows is derived by the product itself. */
async function finish(dataSource: DataSource, size: DemoSize): Promise<DemoResult> {
  const db = new TenantDb(dataSource);
  await dataSource.query('analyze');
  const rollups = new RollupsService(dataSource);
  const span = await rollups.span();
  if (span) await rollups.rebuild(null, span.first, span.last);
  await new AvailabilityService(db).rollUp(new Date());
  const clock = new SystemClock();
  await new StockForecasts(db, new StockUsage(db, clock), clock).sweep();
  await new SalesHours(db, clock).sweep();
  await new SellableWatch(db, clock).sweep();
  await new SellableDays(db, new SalesProfiles(db), clock).sweep();
  const { orders } = await presentRows(dataSource);
  await new AuditTrail(db).recordAs(operator(), {
    action: 'demo.seeded',
    targetType: 'database',
    targetId: 'demo',
    summary: `Seeded the demo: ${size.devices} machines, ${orders} orders`,
  });
  return { ...size, orders };
}
