import { dataSourceOptions } from '@coffee/data/data-source';
import type { Config } from '@coffee/platform/config';
import { Client } from 'pg';
import { DataSource } from 'typeorm';

const POOL_SIZE = 3;
const MISSING_DATABASE = '3D000';
const CONNECT_TIMEOUT_MS = 5000;
const PATIENCE = { statement_timeout: 0, idle_in_transaction_session_timeout: 0 };

/** Lends a connected data source to `work` and closes it whatever happens. */
export async function withDatabase<T>(
  config: Config,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const settings = { url: config.databaseUrl, poolSize: POOL_SIZE, applicationName: 'coffee-cli' };
  const options = dataSourceOptions(settings);
  // A person waits in front of the shell and can stop it: a long statement is no reason to give up.
  const dataSource = new DataSource({ ...options, extra: { ...(options.extra as object), ...PATIENCE } });
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Shown to people: never with the password. */
export function databaseName(config: Config): string {
  const url = new URL(config.databaseUrl);
  return `${decodeURIComponent(url.pathname.slice(1))} on ${url.hostname}${url.port && `:${url.port}`}`;
}

/** Makes the database of DATABASE_URL where the server does not have it; true when it was made. */
export async function createMissingDatabase(config: Config): Promise<boolean> {
  if (await canConnect(config.databaseUrl)) return false;
  const maintenance = new URL(config.databaseUrl);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  await withClient(maintenance.toString(), (client) =>
    client.query(`create database ${client.escapeIdentifier(name)}`),
  );
  return true;
}

async function canConnect(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select 1'));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === MISSING_DATABASE) return false;
    throw error;
  }
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}
