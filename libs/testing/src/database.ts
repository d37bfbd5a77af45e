import { createDataSource } from '@coffee/data/data-source';
import { migrate } from '@coffee/data/migrate';
import { MIGRATIONS } from '@coffee/data/migrations';
import { TenantDb } from '@coffee/data/tenant-db';
import { loadConfig } from '@coffee/platform/config';
import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

export interface TestDatabase {
  url: string;
  dataSource: DataSource;
  db: TenantDb;
  drop(): Promise<void>;
}

/** Any number that is ours alone: the spec that comes first makes the template, the others wait for it. */
const TEMPLATE_LOCK = 7_203_118_002;

/**
 * A database of its own beside the one of DATABASE_URL, so that specs neither see nor wait for each other. The migrations
 * have run in it: once per server, in a template that is copied.
 */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const server = loadConfig().databaseUrl;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, async (client) => {
    const source = migrated ? await ensureTemplate(client, server) : 'template1';
    await client.query(`create database ${name} template ${source}`);
  });
  const url = databaseUrl(server, name);
  const dataSource = createDataSource({ url, poolSize: 10, applicationName: 'spec' });
  await dataSource.initialize();
  // A copy is not the same log: under one name their heads would be taken for each other's.
  if (migrated) await dataSource.query('update audit_sealing set chain_id = gen_random_uuid()');
  return {
    url,
    dataSource,
    db: new TenantDb(dataSource),
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await administer(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** Named for what the migrations do: a server that is kept between runs holds no stale one under that name. */
async function ensureTemplate(client: Client, server: string): Promise<string> {
  const text = MIGRATIONS.map(String).join('');
  const name = `template_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
  await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await makeTemplate(client, server, name);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
  return name;
}

/** It gets its name when it is whole. */
async function makeTemplate(client: Client, server: string, name: string): Promise<void> {
  const fresh = `${name}_${randomBytes(6).toString('hex')}`;
  await client.query(`create database ${fresh}`);
  const dataSource = createDataSource({
    url: databaseUrl(server, fresh),
    poolSize: 2,
    applicationName: 'spec',
  });
  await dataSource.initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
  await client.query(`alter database ${fresh} rename to ${name}`);
  await client.query(`alter database ${name} allow_connections false`);
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

async function administer(server: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl(server, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
