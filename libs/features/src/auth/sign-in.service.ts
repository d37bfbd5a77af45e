import { UserEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Unauthorized, Unavailable } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { type Account, AccountsReader, type AccountWithHash } from './accounts.reader';
import { LoginThrottle } from './login-throttle';
import { PasswordHasher } from './password-hasher';

/** From where somebody knocks. */
export interface Visit {
  ip: string | null;
  requestId: string | null;
}

export interface Credentials {
  email: string;
  password: string;
}

/** Who somebody is by e-mail and password. The session itself belongs to the edge. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: TenantDb,
    private readonly accounts: AccountsReader,
    private readonly passwords: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditTrail,
  ) {}

  /** A wrong e-mail, a wrong password and a disabled account are the same answer in the same time. */
  async signIn({ email, password }: Credentials, visit: Visit): Promise<Account> {
    await this.throttle.begin(email, visit.ip);
    const account = await this.verify(email, password, visit);
    if (!account) {
      await this.record('auth.login_failed', `Failed sign-in as ${email}`, email, nobody(email, visit));
      throw new Unauthorized('The e-mail or the password is wrong');
    }
    await this.throttle.succeed(email, visit.ip);
    await this.welcome(account, visit);
    return withoutHash(account);
  }

  signedOut(actor: Actor): Promise<void> {
    return this.record('auth.logout', `${actor.name} signed out`, actor.userId ?? actor.name, actor);
  }

  /** No edit of the account: whoever has it open may still save. */
  private welcome(account: Account, visit: Visit): Promise<void> {
    const actor = actorOf(account, visit);
    return this.db.transaction(actor, async (tx) => {
      await tx.query(
        (scope) => `update users u set last_login_at = now() where u.id = $1 and ${scope(UserEntity, 'u')}`,
        [account.id],
      );
      await this.audit.record(tx, actor, {
        action: 'auth.login',
        targetType: 'user',
        targetId: account.id,
        summary: `${account.email} signed in`,
      });
    });
  }

  private async verify(email: string, password: string, visit: Visit): Promise<AccountWithHash | null> {
    const account = await this.accounts.findByEmail(email);
    try {
      const right = account?.passwordHash
        ? await this.passwords.verify(account.passwordHash, password)
        : await this.passwords.verifyNothing(password);
      return right ? account : null;
    } catch (error) {
      if (error instanceof Unavailable) await this.throttle.takeBack(email, visit.ip);
      throw error;
    }
  }

  private record(action: string, summary: string, targetId: string | number, actor: Actor): Promise<void> {
    return this.audit.recordAs(actor, { action, targetType: 'user', targetId, summary });
  }
}

function actorOf(account: Account, visit: Visit): Actor {
  const { id, email, role, merchantId } = account;
  return { userId: id, name: email, role, merchantId, source: 'user', ...visit };
}

function nobody(email: string, visit: Visit): Actor {
  return { userId: null, name: email.toLowerCase(), role: null, merchantId: null, source: 'user', ...visit };
}

function withoutHash({ passwordHash: _hash, ...account }: AccountWithHash): Account {
  return account;
}
