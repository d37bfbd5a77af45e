// Each check answers in one line what is so, or throws why it is not: `doctor` tells all of them, not only the first.
import { migrationStates } from '@coffee/data/migrate';
import { TenantDb } from '@coffee/data/tenant-db';
import { SellableRecount } from '@coffee/features/availability';
import { SalesHours } from '@coffee/features/demand';
import { orderSumDifferences } from '@coffee/features/orders';
import { RollupsService } from '@coffee/features/reports';
import { ledgerFaults } from '@coffee/features/stock';
import { WorkerHeartbeats } from '@coffee/features/tasks';
import { SystemClock } from '@coffee/platform/clock';
import type { Config } from '@coffee/platform/config';
import { connectRedis, whenRedisReady } from '@coffee/platform/redis';
import { access, constants, mkdir } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { auditVerifier } from '../audit-chain';

const MAX_SKEW_MS = 2000;
const REDIS_WAIT_MS = 3000;

export async function checkDatabase(dataSource: DataSource): Promise<string> {
  const [row] = await dataSource.query<{ version: string }[]>('show server_version');
  return `PostgreSQL ${row?.version ?? 'of an unknown version'}`;
}

export async function checkMigrations(dataSource: DataSource): Promise<string> {
  const states = await migrationStates(dataSource);
  const pending = states.filter(({ applied }) => !applied);
  if (pending.length > 0) throw new Error(`${pending.length} pending: run "coffee-admin migrate"`);
  return `${states.length} applied`;
}

/** Leases and the offline rule compare the two clocks. */
export async function checkClock(dataSource: DataSource): Promise<string> {
  const before = Date.now();
  const [row] = await dataSource.query<{ now: Date }[]>('select clock_timestamp() as now');
  const middle = (before + Date.now()) / 2;
  const skewMs = Math.round((row?.now.getTime() ?? NaN) - middle);
  if (!(Math.abs(skewMs) <= MAX_SKEW_MS)) {
    throw new Error(`the database's clock is ${skewMs} ms away from this machine's`);
  }
  return `the database's clock is ${skewMs} ms away`;
}

export async function checkRedis(url: string): Promise<string> {
  const connection = connectRedis(url, 'commands', 'doctor');
  try {
    if (!(await whenRedisReady(connection, REDIS_WAIT_MS))) throw new Error('it cannot be reached');
    return await connection.ping();
  } finally {
    connection.disconnect();
  }
}

export async function checkWorker(dataSource: DataSource): Promise<string> {
  const living = await new WorkerHeartbeats(new TenantDb(dataSource)).living();
  if (living.length === 0)
    throw new Error('none has been heard lately: start one with "coffee-admin run-worker"');
  return `${living.length} alive (${living.map(({ name, role }) => `${name} ${role}`).join(', ')})`;
}

/** The day sums against the orders, refunds included. */
export async function checkRollups(dataSource: DataSource): Promise<string> {
  const differences = await new RollupsService(dataSource).differences();
  if (differences.length > 0)
    throw new Error(`${differences.length} day sums differ from the orders: see "coffee-admin reconcile"`);
  return 'the day sums are those of the orders';
}

/** Hours against the orders of the last weeks, and availability of the last days against the histories. */
export async function checkAvailability(dataSource: DataSource): Promise<string> {
  const db = new TenantDb(dataSource);
  const clock = new SystemClock();
  const hours = await new SalesHours(db, clock).differences();
  if (hours.length > 0) {
    const some = hours.slice(0, 3).map(({ merchantId, day }) => `${day} of merchant ${merchantId}`);
    throw new Error(`the hours of ${hours.length} days differ from the orders: ${some.join(', ')}`);
  }
  const days = await new SellableRecount(db, clock).differences();
  if (days.length > 0) {
    const some = days
      .slice(0, 3)
      .map(({ deviceId, merchantId, day }) => `${day} of ${deviceId ?? `merchant ${merchantId}`}`);
    throw new Error(`${days.length} days of availability differ from the histories: ${some.join(', ')}`);
  }
  return 'hours and availability are those of orders and histories';
}

/** What each order says of its refunds against the refunds themselves. */
export async function checkRefunds(dataSource: DataSource): Promise<string> {
  const differences = await orderSumDifferences(new TenantDb(dataSource));
  if (differences.length > 0) {
    const some = differences.slice(0, 3).map(({ orderId }) => orderId);
    throw new Error(`${differences.length} orders differ from their refunds: ${some.join(', ')}`);
  }
  return 'every order agrees with its refunds';
}

/** The level of each bin against the sum of its movements, exactly. */
export async function checkStock(dataSource: DataSource): Promise<string> {
  const faults = await ledgerFaults(new TenantDb(dataSource));
  if (faults.length > 0) {
    const some = faults.slice(0, 3).map(({ deviceId, binIndex, level, sum }) => {
      return `bin ${binIndex} of ${deviceId} (level ${level ?? 'none'}, movements ${sum ?? 'none'})`;
    });
    throw new Error(`${faults.length} bins differ from their movements: ${some.join(', ')}`);
  }
  return 'every bin holds what its movements add up to';
}

/** Every entry against its seal. */
export async function checkAudit(config: Config): Promise<string> {
  const { broken, checked, unsealed } = await auditVerifier(config).verify();
  if (broken) {
    const place = broken.entry_id === null ? `place ${broken.position}` : `entry ${broken.entry_id}`;
    throw new Error(`${broken.reason} at ${place}: see "coffee-admin verify-audit"`);
  }
  return `${checked} entries are as they were sealed, ${unsealed} are not sealed yet`;
}

export async function checkStorage(config: Config): Promise<string> {
  await mkdir(config.storageDir, { recursive: true });
  await access(config.storageDir, constants.R_OK | constants.W_OK);
  return `${config.storageDir} can be written`;
}
