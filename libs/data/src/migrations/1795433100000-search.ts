import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = [
  ['locations_search_idx', `locations using gin (lower(name || ' ' || coalesce(address, '')) gin_trgm_ops)`],
  ['users_search_idx', `users using gin (lower(email || ' ' || name) gin_trgm_ops)`],
  ['materials_search_idx', `materials using gin (lower(code || ' ' || name) gin_trgm_ops)`],
  ['recipes_search_idx', `recipes using gin (lower(name) gin_trgm_ops)`],
  ['packages_search_idx', `packages using gin (lower(name || ' ' || package_version) gin_trgm_ops)`],
] as const;

/** Trigrams of what people look for by name; machines and orders have theirs from the beginning. */
export class Search1795433100000 implements MigrationInterface {
  readonly name = 'Search1795433100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) await runner.query(`create index ${name} on ${on}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [name] of INDEXES) await runner.query(`drop index ${name}`);
  }
}
