import type { CreatedUser, CreateUser, UpdateUser, User } from '@coffee/contract/users';
import { InvitationEntity, MerchantEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { violates } from '@coffee/data/violations';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { PasswordHasher, SessionsService } from '../auth';
import { UnknownMerchant } from '../merchants';
import { assertSomebodyIsLeft, lockAdmins } from './admin-guardianship';
import { InvitationsService } from './invitations.service';
import { EmailTaken, UserNotFound } from './users.errors';
import { toUser } from './users.mapper';

@Injectable()
export class UsersService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly invitations: InvitationsService,
  ) {}

  /** Without a password the account waits for its owner, who sets one by the invitation in the answer. */
  async create(actor: Actor, input: CreateUser): Promise<CreatedUser> {
    const passwordHash = input.password == null ? null : await this.passwords.hash(input.password);
    return this.db
      .transaction(actor, async (tx) => {
        const merchantId = input.merchant_id === undefined ? actor.merchantId : input.merchant_id;
        await this.assertMerchant(tx, actor, merchantId);
        const { name, role } = input;
        const email = input.email.toLowerCase();
        const user = await tx.insert(UserEntity, { email, name, role, merchantId, passwordHash });
        const invitation = passwordHash === null ? await this.invitations.open(tx, user.id) : null;
        const shown = await this.shown(tx, user);
        await this.audit.record(tx, actor, {
          action: invitation ? 'user.invited' : 'user.created',
          targetType: 'user',
          targetId: user.id,
          summary: `${invitation ? 'Invited' : 'Created'} ${user.role} ${user.email}`,
          after: shown,
          merchantId: user.merchantId,
        });
        return invitation ? { ...shown, invitation } : shown;
      })
      .catch(translateDuplicate);
  }

  /** What is absent stays. A user whose rights or password change is signed out everywhere, in the same transaction. */
  async update(actor: Actor, id: number, change: UpdateUser, version?: number): Promise<User> {
    const passwordHash = change.password == null ? null : await this.passwords.hash(change.password);
    const { user, ended } = await this.db.transaction(actor, async (tx) => {
      const admins = touchesRights(change) ? await lockAdmins(tx) : [];
      const user = await tx.lock(UserEntity, { id });
      if (!user) throw new UserNotFound();
      const before = { ...user };
      await this.apply(tx, actor, user, { change, passwordHash });
      assertSomebodyIsLeft(admins, user);
      const saved = await tx.save(UserEntity, user, version);
      // A link to set a password outlives neither the account nor a password that somebody else has set meanwhile.
      if (passwordHash !== null || !saved.active) await this.invitations.close(tx, id);
      const ended = losesSessions(before, saved) ? await this.sessions.endWithin(tx, id) : 0;
      await this.recordUpdate(tx, actor, before, saved);
      return { user: await this.shown(tx, saved), ended };
    });
    if (ended > 0) this.sessions.told();
    return user;
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

  private async shown(tx: TenantTx, user: UserEntity): Promise<User> {
    const open = await tx.find(InvitationEntity, { userId: user.id });
    return toUser(user, { invited: user.passwordHash === null, invitedUntil: open?.expiresAt ?? null });
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

function translateDuplicate(error: unknown): never {
  throw violates(error, 'users_email_idx') ? new EmailTaken() : error;
}
