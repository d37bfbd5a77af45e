import type { PasswordChange } from '@coffee/contract/auth';
import { UserEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Unauthorized, ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { LoginThrottle } from './login-throttle';
import { PasswordHasher } from './password-hasher';
import { SessionsService } from './sessions.service';

@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly db: TenantDb,
    private readonly passwords: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditTrail,
    private readonly sessions: SessionsService,
  ) {}

  /** Ends the user's other sessions in the same transaction: whoever holds one may be why the password changes. */
  async change(actor: Actor, input: PasswordChange, keptSessionId: string): Promise<void> {
    const id = actor.userId;
    const user = id === null ? null : await this.db.for(actor).find(UserEntity, { id });
    if (id === null || !user) throw new Unauthorized();
    await this.assertCurrent(user, input.current_password, actor.ip);
    const passwordHash = await this.passwords.hash(input.new_password);
    await this.db.transaction(actor, async (tx) => {
      const locked = await tx.lock(UserEntity, { id });
      // Somebody else set another password while this one was checked.
      if (locked?.passwordHash !== user.passwordHash) throw wrongPassword();
      await tx.save(UserEntity, Object.assign(locked, { passwordHash }));
      await this.sessions.endWithin(tx, id, keptSessionId);
      await this.audit.record(tx, actor, {
        action: 'auth.password_changed',
        targetType: 'user',
        targetId: id,
        summary: `${actor.name} changed the password`,
      });
    });
    this.sessions.told();
  }

  /** Guesses count like failed sign-ins: a session left open must not be a way to try passwords. */
  private async assertCurrent(user: UserEntity, password: string, ip: string | null): Promise<void> {
    await this.throttle.begin(user.email, ip);
    if (user.passwordHash === null || !(await this.passwords.verify(user.passwordHash, password)))
      throw wrongPassword();
    await this.throttle.succeed(user.email, ip);
  }
}

function wrongPassword(): ValidationFailed {
  const message = 'current_password is not the present password';
  return new ValidationFailed([{ field: 'current_password', rule: 'isCurrentPassword', message }]);
}
