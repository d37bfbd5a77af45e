import type { Page } from '@coffee/contract/paging';
import type { User, UserQuery } from '@coffee/contract/users';
import { UserEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { UserNotFound } from './users.errors';
import { toUser, type UserRow } from './users.mapper';

const LIST: ListSpec = {
  entity: UserEntity,
  alias: 'u',
  from: 'users u',
  select: `u.id, u.email, u.name, u.role, u.merchant_id as "merchantId", u.active,
    u.created_at as "createdAt", u.updated_at as "updatedAt", u.version`,
  sorts: {
    email: { expression: 'u.email', type: 'text' },
    name: { expression: 'u.name', type: 'text' },
    created_at: { expression: 'u.created_at', type: 'timestamptz' },
  },
  defaultSort: 'email',
  key: { expression: 'u.id', type: 'integer' },
};

@Injectable()
export class UsersReader {
  constructor(private readonly db: TenantDb) {}

  async list(actor: Actor, query: UserQuery): Promise<Page<User>> {
    const where = new Conditions()
      .add(query.query && `%${likeLiteral(query.query.toLowerCase())}%`, (place) =>
        ['u.email', 'lower(u.name)'].map((column) => `${column} like ${place}`).join(' or '),
      )
      .add(query.role, (place) => `u.role = any(${place})`)
      .add(query.active, (place) => `u.active = ${place}`);
    const { rows, pagination } = await this.db.for(actor).list<UserRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map(toUser), pagination };
  }

  async get(actor: Actor, id: number): Promise<User> {
    const user = await this.db.for(actor).find(UserEntity, { id });
    if (!user) throw new UserNotFound();
    return toUser(user);
  }
}
