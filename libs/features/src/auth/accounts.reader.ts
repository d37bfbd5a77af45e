import { SessionEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

/** Who may sign in: an active user of an active merchant, or of none. */
export type Account = Omit<UserEntity, 'passwordHash' | 'merchant'>;
export type AccountWithHash = Account & { passwordHash: UserEntity['passwordHash'] };

/** `data` belongs to the edge, which wrote it. */
export interface StoredSession {
  data: unknown;
  account: Account | null;
}

type SessionRow = { sessionData: unknown } & (Account | { id: null });

const COLUMNS = `u.id, u.email, u.name, u.role, u.merchant_id as "merchantId", u.active,
  u.last_login_at as "lastLoginAt", u.created_at as "createdAt", u.updated_at as "updatedAt", u.version`;
const FROM = 'users u left join merchants m on m.id = u.merchant_id';
const MAY_SIGN_IN = `u.active and (m.id is null or m.status = 'active')`;

/** Read before anybody is known, and so for the system: the only reads of users without a person behind them. */
@Injectable()
export class AccountsReader {
  constructor(private readonly db: TenantDb) {}

  /**
   * A session that has not expired and whose it is, in one query, for each request of a person: what an administrator
   * changed counts at once. The account is null when nobody is signed in or may not be any more.
   */
  async findSession(sid: string): Promise<StoredSession | null> {
    const rows = await this.db.for(systemActor()).query<SessionRow>(
      (scope) => `select s.sess as "sessionData", ${COLUMNS}
        from sessions s
          left join users u on u.id = s.user_id and u.active
            and not exists (select 1 from merchants m where m.id = u.merchant_id and m.status <> 'active')
        where s.sid = $1 and s.expire > now() and ${scope(SessionEntity, 's')}`,
      [sid],
    );
    const [row] = rows;
    if (!row) return null;
    const { sessionData, ...account } = row;
    return { data: sessionData, account: account.id === null ? null : (account as Account) };
  }

  async findByEmail(email: string): Promise<AccountWithHash | null> {
    const rows = await this.db.for(systemActor()).query<AccountWithHash>(
      (scope) => `select ${COLUMNS}, u.password_hash as "passwordHash" from ${FROM}
        where u.email = $1 and ${MAY_SIGN_IN} and ${scope(UserEntity, 'u')}`,
      [email.toLowerCase()],
    );
    return rows[0] ?? null;
  }
}
