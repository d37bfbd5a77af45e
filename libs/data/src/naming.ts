import { DefaultNamingStrategy, type Table } from 'typeorm';

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const tableName = (table: Table | string): string =>
  (typeof table === 'string' ? table : table.name).replace(/^public\./, '');
const joined = (columns: string[]): string => columns.join('_');

/** snake_case columns and PostgreSQL's own default names for constraints, so that plain SQL and entities agree. */
export class PostgresNaming extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? snake(property);
  }

  override primaryKeyName(table: Table | string): string {
    return `${tableName(table)}_pkey`;
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return `${tableName(table)}_${joined(columns)}_key`;
  }

  override relationConstraintName(table: Table | string, columns: string[]): string {
    return `${tableName(table)}_${joined(columns)}_key`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `${tableName(table)}_${joined(columns)}_fkey`;
  }

  override indexName(table: Table | string, columns: string[]): string {
    return `${tableName(table)}_${joined(columns)}_idx`;
  }
}
