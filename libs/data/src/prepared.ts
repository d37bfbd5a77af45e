import type { DataSource } from 'typeorm';
import { FleetDataSource } from './fleet-data-source';

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
  if (!(dataSource instanceof FleetDataSource))
    throw new TypeError('not a data source with prepared statements');
  const { name, text } = statement;
  const result = await dataSource.machinePool.query({ name, text, values });
  return result.rows as Row[];
}
