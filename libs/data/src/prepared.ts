import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

export interface PreparedStatement {
  /** Names the plan on each connection: one text per name. */
  name: string;
  text: string;
}

/** Runs a statement that the server parses and plans once per connection. For ingest alone: TypeORM has no way to say it. */
export async function runPrepared<Row>(
  dataSource: DataSource,
  statement: PreparedStatement,
  values: unknown[],
): Promise<Row[]> {
  const pool = (dataSource.driver as unknown as { master: Pool }).master;
  const result = await pool.query({ name: statement.name, text: statement.text, values });
  return result.rows as Row[];
}
