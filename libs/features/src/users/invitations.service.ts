// How somebody gets a password that nobody else ever knew: one link, good once and for a while. The secret is shown to
// the administrator who made it and stands after `#` in the address; only its SHA-256 is stored.
import { createHash, randomBytes } from 'node:crypto';
import { INVITATION_HOURS, type Invitation, type InvitationFacts } from '@coffee/contract/users';
import { InvitationEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import { type Actor, systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { PasswordHasher, SessionsService, type Visit } from '../auth';
import { DisabledUser, InvitationOver, UserNotFound } from './users.errors';

/** 256 random bits: long enough that a fast hash is enough. */
const SECRET_BYTES = 32;
const TOKEN_PATTERN = /^inv_[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 3_600_000;

interface OpenInvitation {
  userId: number;
  email: string;
  name: string;
  role: UserEntity['role'];
  merchantId: number | null;
  merchantName: string | null;
  isNew: boolean;
  expiresAt: Date;
}

@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** A new link within the caller's transaction; one that was made before is good no more. */
  async open(tx: TenantTx, userId: number, hours: number = INVITATION_HOURS.default): Promise<Invitation> {
    const token = `inv_${randomBytes(SECRET_BYTES).toString('base64url')}`;
    const expiresAt = new Date(this.clock.now().getTime() + hours * HOUR_MS);
    await tx.query(
      (scope) => `insert into invitations as i (user_id, token_hash, expires_at) values ($1, $2, $3)
        on conflict (user_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at,
          created_at = now()
        where ${scope(InvitationEntity, 'i')}`,
      [userId, sha256(token), expiresAt],
    );
    return { url: `${this.config.publicUrl}/invite#${token}`, expires_at: expiresAt.toISOString() };
  }

  /** Closes the link within the caller's transaction; true when there was one. */
  async close(tx: TenantTx, userId: number): Promise<boolean> {
    const row = await tx.lock(InvitationEntity, { userId });
    if (row) await tx.remove(InvitationEntity, row);
    return row !== null;
  }

  /** For somebody who never set a password, or who has forgotten it. The password that stands stays good meanwhile. */
  async invite(actor: Actor, id: number, hours?: number): Promise<Invitation> {
    return this.db.transaction(actor, async (tx) => {
      const user = await tx.lock(UserEntity, { id });
      if (!user) throw new UserNotFound();
      if (!user.active) throw new DisabledUser();
      const invitation = await this.open(tx, id, hours);
      await this.record(tx, actor, user, {
        action: user.passwordHash === null ? 'user.invited' : 'user.reset_link_made',
        summary: `Made a link for ${user.email} to set a password`,
        after: { expires_at: invitation.expires_at },
      });
      return invitation;
    });
  }

  /** Nobody can use the link any more. Without one nothing happens. */
  async withdraw(actor: Actor, id: number): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const user = await tx.lock(UserEntity, { id });
      if (!user) throw new UserNotFound();
      if (!(await this.close(tx, id))) return;
      await this.record(tx, actor, user, {
        action: 'user.invitation_withdrawn',
        summary: `Withdrew the link by which ${user.email} could set a password`,
      });
    });
  }

  /** What the page behind the link says before a password is chosen. */
  async lookUp(token: string): Promise<InvitationFacts> {
    const found = await this.find(token);
    return {
      email: found.email,
      name: found.name,
      role: found.role,
      merchant_name: found.merchantName,
      purpose: found.isNew ? 'welcome' : 'reset',
      expires_at: found.expiresAt.toISOString(),
    };
  }

  /** Sets the password. Of many who try one link at once a single one succeeds. */
  async accept(token: string, password: string, visit: Visit): Promise<void> {
    const found = await this.find(token);
    const passwordHash = await this.passwords.hash(password);
    const owner: Actor = {
      userId: found.userId,
      name: found.email,
      role: found.role,
      merchantId: found.merchantId,
      source: 'user',
      ...visit,
    };
    await this.db.transaction(owner, async (tx) => {
      const user = await tx.lock(UserEntity, { id: found.userId });
      const open = await tx.lock(InvitationEntity, { userId: found.userId, tokenHash: sha256(token) });
      if (!user?.active || !open) throw new InvitationOver();
      await tx.remove(InvitationEntity, open);
      await tx.save(UserEntity, Object.assign(user, { passwordHash }));
      await this.sessions.endWithin(tx, user.id);
      await this.record(tx, owner, user, {
        action: 'user.password_set',
        summary: `${user.email} set a password by a link`,
      });
    });
    this.sessions.told();
  }

  private async find(token: string): Promise<OpenInvitation> {
    if (!TOKEN_PATTERN.test(token)) throw new InvitationOver();
    const [found] = await this.db.for(systemActor()).query<OpenInvitation>(
      (scope) => `select u.id as "userId", u.email, u.name, u.role, u.merchant_id as "merchantId",
          m.name as "merchantName", u.password_hash is null as "isNew", i.expires_at as "expiresAt"
        from invitations i join users u on u.id = i.user_id left join merchants m on m.id = u.merchant_id
        where i.token_hash = $1 and i.expires_at > $2 and u.active and (m.id is null or m.status = 'active')
          and ${scope(InvitationEntity, 'i')}`,
      [sha256(token), this.clock.now()],
    );
    if (!found) throw new InvitationOver();
    return found;
  }

  private record(
    tx: TenantTx,
    actor: Actor,
    user: UserEntity,
    entry: { action: string; summary: string; after?: object },
  ): Promise<void> {
    return this.audit.record(tx, actor, {
      ...entry,
      targetType: 'user',
      targetId: user.id,
      merchantId: user.merchantId,
    });
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
