import { UserEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

/** Who may sign in: an active user of an active merchant, or of none. */
export type Account = Omit<UserEntity, 'passwordHash' | 'merchant'>;
export type AccountWithHash = Account & { passwordHash: string };

const COLUMNS = `u.id, u.email, u.name, u.role, u.merchant_id as "merchantId", u.active,
  u.created_at as "createdAt", u.updated_at as "updatedAt", u.version`;
const FROM = 'users u left join merchants m on m.id = u.merchant_id';
const MAY_SIGN_IN = `u.active and (m.id is null or m.status = 'active')`;

/** Read before anybody is known, and so for the system: the only reads of users without a person behind them. */
@Injectable()
export class AccountsReader {
  constructor(private readonly db: TenantDb) {}

  /** For each request of a session: what an administrator changed counts at once. */
  async find(id: number): Promise<Account | null> {
    const rows = await this.db
      .for(systemActor())
      .query<Account>(
        (scope) =>
          `select ${COLUMNS} from ${FROM} where u.id = $1 and ${MAY_SIGN_IN} and ${scope(UserEntity, 'u')}`,
        [id],
      );
    return rows[0] ?? null;
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
