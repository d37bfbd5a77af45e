import { createDataSource } from '@coffee/data/data-source';
import { migrate } from '@coffee/data/migrate';
import { TenantDb } from '@coffee/data/tenant-db';
import { loadConfig } from '@coffee/platform/config';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

export interface TestDatabase {
  url: string;
  dataSource: DataSource;
  db: TenantDb;
  drop(): Promise<void>;
}

/** A database of its own beside the one of DATABASE_URL, so that specs neither see nor wait for each other. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const server = loadConfig().databaseUrl;
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name}`);
  const url = databaseUrl(server, name);
  const dataSource = createDataSource({ url, poolSize: 10, applicationName: 'spec' });
  await dataSource.initialize();
  if (migrated) await migrate(dataSource);
  return {
    url,
    dataSource,
    db: new TenantDb(dataSource),
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await administer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl(server, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
