import type { CreateUser, UpdateUser, User } from '@coffee/contract/users';
import { MerchantEntity, SessionEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { violates } from '@coffee/data/violations';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { PasswordHasher } from '../auth';
import { UnknownMerchant } from '../merchants';
import { assertSomebodyIsLeft, lockAdmins } from './admin-guardianship';
import { EmailTaken, UserNotFound } from './users.errors';
import { toUser } from './users.mapper';

@Injectable()
export class UsersService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly passwords: PasswordHasher,
  ) {}

  async create(actor: Actor, input: CreateUser): Promise<User> {
    const passwordHash = await this.passwords.hash(input.password);
    return this.db
      .transaction(actor, async (tx) => {
        const merchantId = input.merchant_id === undefined ? actor.merchantId : input.merchant_id;
        await this.assertMerchant(tx, actor, merchantId);
        const { name, role } = input;
        const email = input.email.toLowerCase();
        const user = await tx.insert(UserEntity, { email, name, role, merchantId, passwordHash });
        await this.audit.record(tx, actor, {
          action: 'user.created',
          targetType: 'user',
          targetId: user.id,
          summary: `Created ${user.role} ${user.email}`,
          after: toUser(user),
          merchantId: user.merchantId,
        });
        return toUser(user);
      })
      .catch(translateDuplicate);
  }

  /** What is absent stays. A user whose rights or password change is signed out everywhere, in the same transaction. */
  async update(actor: Actor, id: number, change: UpdateUser, version?: number): Promise<User> {
    const passwordHash = change.password == null ? null : await this.passwords.hash(change.password);
    return this.db.transaction(actor, async (tx) => {
      const admins = touchesRights(change) ? await lockAdmins(tx) : [];
      const user = await tx.lock(UserEntity, { id });
      if (!user) throw new UserNotFound();
      const before = { ...user };
      await this.apply(tx, actor, user, { change, passwordHash });
      assertSomebodyIsLeft(admins, user);
      const saved = await tx.save(UserEntity, user, version);
      if (losesSessions(before, saved)) await endSessions(tx, id);
      await this.recordUpdate(tx, actor, before, saved);
      return toUser(saved);
    });
  }

  /** For an operator at a shell who knows the e-mail; the way back in when every password is lost. */
  async resetPassword(actor: Actor, email: string, password: string): Promise<User> {
    const user = await this.db.for(actor).find(UserEntity, { email: email.trim().toLowerCase() });
    if (!user) throw new UserNotFound();
    return this.update(actor, user.id, { password });
  }

  private async apply(
    tx: TenantTx,
    actor: Actor,
    user: UserEntity,
    { change, passwordHash }: { change: UpdateUser; passwordHash: string | null },
  ): Promise<void> {
    if (change.merchant_id !== undefined && change.merchant_id !== user.merchantId) {
      await this.assertMerchant(tx, actor, change.merchant_id);
      user.merchantId = change.merchant_id;
    }
    user.name = change.name ?? user.name;
    user.role = change.role ?? user.role;
    user.active = change.active ?? user.active;
    user.passwordHash = passwordHash ?? user.passwordHash;
  }

  /** An administrator of one merchant lets people into that merchant alone. */
  private async assertMerchant(tx: TenantTx, actor: Actor, merchantId: number | null): Promise<void> {
    const fine =
      merchantId === null ? actor.merchantId === null : await tx.exists(MerchantEntity, { id: merchantId });
    if (!fine) throw new UnknownMerchant();
  }

  private async recordUpdate(
    tx: TenantTx,
    actor: Actor,
    before: UserEntity,
    after: UserEntity,
  ): Promise<void> {
    const passwordChanged = before.passwordHash !== after.passwordHash;
    await this.audit.record(tx, actor, {
      action: 'user.updated',
      targetType: 'user',
      targetId: after.id,
      summary: `Changed ${after.email}${passwordChanged ? ' (new password)' : ''}`,
      before: { ...toUser(before), password: before.passwordHash },
      after: { ...toUser(after), password: after.passwordHash },
      merchantId: after.merchantId,
    });
  }
}

function touchesRights(change: UpdateUser): boolean {
  return change.role != null || change.active != null || change.merchant_id !== undefined;
}

function losesSessions(before: UserEntity, after: UserEntity): boolean {
  return (
    before.role !== after.role ||
    before.merchantId !== after.merchantId ||
    before.passwordHash !== after.passwordHash ||
    (before.active && !after.active)
  );
}

async function endSessions(tx: TenantTx, userId: number): Promise<void> {
  await tx.query(
    (scope) => `delete from sessions s where ${scope(SessionEntity, 's')} and s.user_id = $1`,
    [userId],
  );
}

function translateDuplicate(error: unknown): never {
  throw violates(error, 'users_email_idx') ? new EmailTaken() : error;
}
