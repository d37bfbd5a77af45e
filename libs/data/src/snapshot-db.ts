import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { Client, escapeLiteral } from 'pg';
import QueryStream from 'pg-query-stream';
import { type CopiedLines, CopyOut } from './copy-out';
import type { DatabaseSettings } from './data-source';
import type { Scope } from './tenant-db';
import { scopeSql } from './tenant-scope';

const CONNECT_MS = 5000;
/** More would outlive two collections of young objects, and pile up among the old ones: 500 took twice the memory. */
const ROWS_AHEAD = 100;
/** Said, so that no setting of a role can put functions of its own before PostgreSQL's. */
const SEARCH_PATH = 'pg_catalog, public, pg_temp';
const asText = { getTypeParser: () => (value: string) => value };

type Statement = (scope: Scope) => string;

/** One moment of the database for one actor: all that is read here fits together, however long it takes. */
export class Snapshot {
  constructor(
    private readonly client: Client,
    private readonly actor: Actor,
  ) {}

  async query<Row>(statement: Statement, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.client.query(this.scoped(statement), parameters)).rows as Row[];
  }

  /** Rows with every value as PostgreSQL writes it, one at a time. */
  rows(statement: Statement, parameters: unknown[]): AsyncIterable<(string | null)[]> {
    const options = { batchSize: ROWS_AHEAD, highWaterMark: ROWS_AHEAD, rowMode: 'array', types: asText };
    return this.client.query(new QueryStream(this.scoped(statement), parameters, options as object));
  }

  /** CSV as PostgreSQL writes it, with the names of the columns as the first line. */
  csv(statement: Statement, parameters: unknown[]): AsyncIterable<CopiedLines> {
    return this.copy(statement, parameters, 'format csv, header');
  }

  /** PostgreSQL's binary format, whole rows at a time: for reading a million rows and keeping none. */
  binary(statement: Statement, parameters: unknown[] = []): AsyncIterable<CopiedLines> {
    return this.copy(statement, parameters, 'format binary');
  }

  private copy(statement: Statement, parameters: unknown[], format: string): AsyncIterable<CopiedLines> {
    // COPY takes no parameters: they are written into the statement.
    const query = this.scoped(statement).replace(/\$(\d+)/g, (_place, number: string) =>
      literal(parameters[Number(number) - 1]),
    );
    return this.client.query(new CopyOut(`copy (${query}) to stdout with (${format})`));
  }

  private scoped(statement: Statement): string {
    let isScoped = false;
    const scope: Scope = (entity, alias) => {
      isScoped = true;
      return `(${scopeSql(this.actor, entity, alias)})`;
    };
    const sql = statement(scope);
    if (!isScoped) throw new Error('a query that names no scope');
    return sql;
  }
}

/**
 * For reading much at once. Each snapshot has a connection of its own, for as long as it takes: neither the pool nor
 * its deadline for a statement suffers.
 */
@Injectable()
export class SnapshotDb {
  constructor(private readonly settings: DatabaseSettings) {}

  /** Times are written in this zone. However the work ends, the connection and what still runs on it end with it. */
  async read<T>(actor: Actor, timeZone: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    const client = new Client({
      connectionString: this.settings.url,
      application_name: this.settings.applicationName,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    let lost: Error | null = null;
    client.on('error', (error) => (lost = error));
    await client.connect();
    try {
      await client.query('begin isolation level repeatable read read only');
      await client.query(`select set_config('TimeZone', $1, true), set_config('search_path', $2, true)`, [
        timeZone,
        SEARCH_PATH,
      ]);
      const result = await work(new Snapshot(client, actor));
      await client.query('commit');
      return result;
    } catch (error) {
      cut(client);
      throw lost ?? error;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

/** What still runs would else be read to its end before the connection closes. */
function cut(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return escapeLiteral(value);
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]::text[]`;
  throw new TypeError('a condition of a kind that COPY cannot be given');
}
