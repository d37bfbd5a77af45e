import { may, type Permission } from '@coffee/contract/permissions';
import { UserEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor, type Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import type { ClaimedTask } from './task-claims';
import { RequesterNotAllowed } from './tasks.errors';

/** Who asked for a task, as they are now: between asking and running somebody may have lost a role or a merchant. */
@Injectable()
export class TaskRequesters {
  constructor(private readonly db: TenantDb) {}

  async actorOf({ actorId, merchantId }: ClaimedTask, permission: Permission): Promise<Actor> {
    const user = actorId === null ? null : await this.db.for(systemActor()).find(UserEntity, { id: actorId });
    if (!user?.active || !may(user.role, permission)) throw new RequesterNotAllowed();
    // Whoever changed to another merchant must not leave its rows in a file of the old one. Whoever sees all may repeat
    // what one merchant's people asked for, and then sees no more than they.
    if (user.merchantId !== null && user.merchantId !== merchantId) throw new RequesterNotAllowed();
    const { id: userId, email: name, role } = user;
    return { userId, name, role, merchantId, source: 'user', ip: null, requestId: null };
  }
}
