import { randomBytes } from 'node:crypto';
import { createDataSource } from '@coffee/data/data-source';
import { migrate } from '@coffee/data/migrate';
import { loadConfig } from '@coffee/platform/config';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

/** A database of a spec's own on the server that `DATABASE_URL` names. */
export interface ScratchDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Throws everybody out and removes it. */
  drop(): Promise<void>;
}

/** Specs run side by side: what one counts, locks or sweeps must not be another's. */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const server = loadConfig().databaseUrl;
  const name = `spec_${randomBytes(8).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = withDatabase(server, name);
  const dataSource = createDataSource({ url, poolSize: 5, applicationName: 'coffee-spec' });
  await dataSource.initialize();
  await migrate(dataSource);
  return {
    url,
    dataSource,
    drop: async () => {
      await dataSource.destroy();
      await onServer(server, `drop database ${name} with (force)`);
    },
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
