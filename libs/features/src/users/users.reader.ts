import type { Page } from '@coffee/contract/paging';
import type { User, UserQuery } from '@coffee/contract/users';
import { UserEntity } from '@coffee/data/entities';
import { Conditions, type ListSpec, likeLiteral } from '@coffee/data/list-query';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { UserNotFound } from './users.errors';
import { type Admission, toUser, type UserRow } from './users.mapper';

const FROM = 'users u left join invitations i on i.user_id = u.id';
const COLUMNS = `u.id, u.email, u.name, u.role, u.merchant_id as "merchantId", u.active,
    u.password_hash is null as invited, i.expires_at as "invitedUntil", u.last_login_at as "lastLoginAt",
    u.created_at as "createdAt", u.updated_at as "updatedAt", u.version`;

const LIST: ListSpec = {
  entity: UserEntity,
  alias: 'u',
  from: FROM,
  select: COLUMNS,
  sorts: {
    email: { expression: 'u.email', type: 'text' },
    name: { expression: 'u.name', type: 'text' },
    created_at: { expression: 'u.created_at', type: 'timestamptz' },
  },
  defaultSort: 'email',
  key: { expression: 'u.id', type: 'integer' },
};

type AdmittedRow = UserRow & Admission;

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
    const { rows, pagination } = await this.db.for(actor).list<AdmittedRow>(LIST, {
      where,
      page: query.page,
      pageSize: query.page_size,
      cursor: query.cursor,
      sort: query.sort,
    });
    return { items: rows.map((row) => toUser(row, row)), pagination };
  }

  async get(actor: Actor, id: number): Promise<User> {
    const [row] = await this.db
      .for(actor)
      .query<AdmittedRow>(
        (scope) => `select ${COLUMNS} from ${FROM} where u.id = $1 and ${scope(UserEntity, 'u')}`,
        [id],
      );
    if (!row) throw new UserNotFound();
    return toUser(row, row);
  }
}
