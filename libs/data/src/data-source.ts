import { types } from 'pg';
import type { DataSource } from 'typeorm';
import { ENTITIES } from './entities';
import { FleetDataSource, type PostgresOptions } from './fleet-data-source';
import { MIGRATIONS } from './migrations';
import { PostgresNaming } from './naming';

const INT8 = 20;
/** A new connection reads the catalogs and plans every statement anew: a command after a quiet time must not wait for that. */
const IDLE_MS = 600_000;

/** bigint as a number: every bigint here is a count, minor units of money or an id below 2^53; more is a bug. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit into a number`);
  return value;
}
types.setTypeParser(INT8, parseInt8);

export interface DatabaseSettings {
  url: string;
  /** Connections for people; machines' statements have as many again, opened when they are needed. */
  poolSize: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
}

export function dataSourceOptions(settings: DatabaseSettings): PostgresOptions {
  return {
    type: 'postgres',
    url: settings.url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    namingStrategy: new PostgresNaming(),
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    synchronize: false,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize,
    // A request waits for the database at most this long: a person gets a clear 503 rather than a hanging page.
    connectTimeoutMS: 2000,
    extra: {
      connectionTimeoutMillis: 2000,
      idleTimeoutMillis: IDLE_MS,
      statement_timeout: 10_000,
      lock_timeout: 5000,
      idle_in_transaction_session_timeout: 15_000,
      keepAlive: true,
    },
  };
}

export function createDataSource(settings: DatabaseSettings): DataSource {
  return new FleetDataSource(dataSourceOptions(settings));
}
