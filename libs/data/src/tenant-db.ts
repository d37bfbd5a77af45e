import type { Actor } from '@coffee/platform/context';
import { NotFound, PreconditionFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import {
  DataSource,
  type DeepPartial,
  type EntityManager,
  type FindOptionsWhere,
  type ObjectLiteral,
  type QueryDeepPartialEntity,
  type SelectQueryBuilder,
} from 'typeorm';
import { type ListSpec, type ListRequest, type ListResult, listPage } from './list-query';
import { type EntityClass, ownershipOf, scopeSql } from './tenant-scope';

export type Scope = (entity: EntityClass, alias: string) => string;

/**
 * The features' only way to the database. Every read and write takes the actor and stays among its merchant's rows;
 * nothing else in the product adds that condition, so nothing else can forget it.
 */
class ScopedAccess {
  constructor(
    protected readonly manager: EntityManager,
    protected readonly actor: Actor,
  ) {}

  /** One row, or null when there is none within reach. */
  find<E extends ObjectLiteral>(entity: EntityClass<E>, where: FindOptionsWhere<E>): Promise<E | null> {
    return this.builder(entity).andWhere(where).getOne();
  }

  findAll<E extends ObjectLiteral>(entity: EntityClass<E>, where: FindOptionsWhere<E>): Promise<E[]> {
    return this.builder(entity).andWhere(where).getMany();
  }

  exists<E extends ObjectLiteral>(entity: EntityClass<E>, where: FindOptionsWhere<E>): Promise<boolean> {
    return this.builder(entity).andWhere(where).getExists();
  }

  /** Own SQL; what `scope(Entity, alias)` gives must stand in the text, or the query is refused. */
  async query<Row>(text: (scope: Scope) => string, parameters: unknown[] = []): Promise<Row[]> {
    let scoped = false;
    const scope: Scope = (entity, alias) => {
      scoped = true;
      return `(${scopeSql(this.actor, entity, alias)})`;
    };
    const sql = text(scope);
    if (!scoped) throw new Error('a query that names no scope');
    return this.manager.query<Row[]>(sql, parameters);
  }

  list<Row>(spec: ListSpec, request: ListRequest): Promise<ListResult<Row>> {
    const run = <R>(sql: string, parameters: unknown[]): Promise<R[]> =>
      this.manager.query<R[]>(sql, parameters);
    return listPage<Row>(run, spec, scopeSql(this.actor, spec.entity, spec.alias), request);
  }

  protected builder<E extends ObjectLiteral>(entity: EntityClass<E>): SelectQueryBuilder<E> {
    return this.manager.createQueryBuilder(entity, 'row').where(scopeSql(this.actor, entity, 'row'));
  }
}

/** The same within one transaction, with writing. */
export class TenantTx extends ScopedAccess {
  /** One row, locked until the transaction ends. */
  lock<E extends ObjectLiteral>(entity: EntityClass<E>, where: FindOptionsWhere<E>): Promise<E | null> {
    return this.builder(entity).andWhere(where).setLock('pessimistic_write').getOne();
  }

  /** Inserts and answers the stored row, generated columns included. A foreign merchant's row is refused as missing. */
  async insert<E extends ObjectLiteral>(entity: EntityClass<E>, values: DeepPartial<E>): Promise<E> {
    this.guardOwner(entity, values);
    // Not `save`, which looks first and would overwrite a row that somebody else inserted in between.
    const row = this.manager.create(entity, values);
    await this.manager.insert(entity, row as QueryDeepPartialEntity<E>);
    return row;
  }

  /** Saves a row that `find` or `lock` gave. With `version`, a row that changed since is PRECONDITION_FAILED. */
  async save<E extends ObjectLiteral>(entity: EntityClass<E>, row: E, version?: number): Promise<E> {
    if (version !== undefined && (row as { version?: number }).version !== version)
      throw new PreconditionFailed();
    this.guardOwner(entity, row as DeepPartial<E>);
    return this.manager.save(entity, row);
  }

  /** Updates in place and answers how many rows were within reach. */
  async update<E extends ObjectLiteral>(
    entity: EntityClass<E>,
    where: FindOptionsWhere<E>,
    set: QueryDeepPartialEntity<E>,
  ): Promise<number> {
    const rows = await this.builder(entity).andWhere(where).setLock('pessimistic_write').getMany();
    if (rows.length === 0) return 0;
    const result = await this.manager.createQueryBuilder().update(entity).set(set).where(where).execute();
    return result.affected ?? 0;
  }

  /** Deletes one row that `find` or `lock` gave. */
  async remove<E extends ObjectLiteral>(entity: EntityClass<E>, row: E): Promise<void> {
    await this.manager.remove(entity, row);
  }

  private guardOwner<E extends ObjectLiteral>(entity: EntityClass<E>, values: DeepPartial<E>): void {
    const ownership = ownershipOf(entity);
    if (this.actor.merchantId === null || ownership.by !== 'column' || ownership.column !== 'merchant_id')
      return;
    if ((values as { merchantId?: number | null }).merchantId !== this.actor.merchantId) throw new NotFound();
  }
}

@Injectable()
export class TenantDb {
  constructor(private readonly dataSource: DataSource) {}

  /** Reads for one actor, each statement on its own. */
  for(actor: Actor): ScopedAccess {
    return new ScopedAccess(this.dataSource.manager, actor);
  }

  /** All or nothing. The one place where a transaction begins, and where row-level security would learn its merchant. */
  transaction<T>(actor: Actor, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.dataSource.transaction((manager) => work(new TenantTx(manager, actor)));
  }
}
