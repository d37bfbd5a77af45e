import type { UserSession } from '@coffee/contract/users';
import { SessionEntity, UserEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { type Actor, systemActor } from '@coffee/platform/context';
import { NotFound } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';

/** Somebody with more than these has forgotten most of them; the newest are shown, all of them can be ended. */
const MAX_SHOWN = 100;

export class SessionNotFound extends NotFound {
  constructor() {
    super('There is no such session');
  }
}

interface SessionRow {
  id: string;
  sid: string;
  ip: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Where people are signed in, and the end of it. The session itself belongs to the edge, which writes `sess`. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly db: TenantDb,
    private readonly audit: AuditTrail,
    private readonly live: LivePublisher,
  ) {}

  /** Of a user within reach, newest sign of life first. `ownSid` marks the session that asks. */
  async list(actor: Actor, userId: number, ownSid: string): Promise<UserSession[]> {
    await this.assertWithinReach(actor, userId);
    const rows = await this.db.for(actor).query<SessionRow>(
      (
        scope,
      ) => `select s.id, s.sid, s.sess -> 'visit' ->> 'ip' as ip, s.sess -> 'visit' ->> 'agent' as "userAgent",
          s.created_at as "createdAt", s.last_seen_at as "lastSeenAt"
        from sessions s where s.user_id = $1 and s.expire > now() and ${scope(SessionEntity, 's')}
        order by s.last_seen_at desc, s.id limit $2`,
      [userId, MAX_SHOWN],
    );
    return rows.map((row) => toSession(row, ownSid));
  }

  /** Ends one session of a user within reach; its open pages hear of it at once. */
  async end(actor: Actor, userId: number, id: string): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const user = await tx.find(UserEntity, { id: userId });
      const [ended] = user ? await remove(tx, userId, 's.id = $2', id) : [];
      if (!user || !ended) throw new SessionNotFound();
      await this.audit.record(tx, actor, {
        action: 'user.session_ended',
        targetType: 'user',
        targetId: userId,
        summary: `Ended a session of ${user.email}`,
        before: ended,
        merchantId: user.merchantId,
      });
    });
    this.live.sessionsEnded();
  }

  /** Ends all sessions of a user within reach but `keptSid`, and answers how many. */
  async endAll(actor: Actor, userId: number, keptSid: string): Promise<number> {
    const count = await this.db.transaction(actor, async (tx) => {
      const user = await tx.find(UserEntity, { id: userId });
      if (!user) throw new SessionNotFound();
      const ended = await this.endWithin(tx, userId, keptSid);
      if (ended === 0) return 0;
      await this.audit.record(tx, actor, {
        action: 'user.sessions_ended',
        targetType: 'user',
        targetId: userId,
        summary: `Ended ${ended} sessions of ${user.email}`,
        merchantId: user.merchantId,
      });
      return ended;
    });
    if (count > 0) this.live.sessionsEnded();
    return count;
  }

  /** For a deed that has its own audit entry. The caller tells (`told`) once it has committed. */
  async endWithin(tx: TenantTx, userId: number, keptSid = ''): Promise<number> {
    return (await remove(tx, userId, 's.sid <> $2', keptSid)).length;
  }

  told(): void {
    this.live.sessionsEnded();
  }

  /** A sign of life: the session goes on for `idleSeconds` from now. */
  async seen(sid: string, idleSeconds: number): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `update sessions s set expire = now() + make_interval(secs => $2), last_seen_at = now()
        where s.sid = $1 and ${scope(SessionEntity, 's')}`,
      [sid, idleSeconds],
    );
  }

  private async assertWithinReach(actor: Actor, userId: number): Promise<void> {
    if (!(await this.db.for(actor).exists(UserEntity, { id: userId }))) throw new NotFound();
  }
}

/** Through a `with`, so that the driver answers rows and not the count of a deletion. */
function remove(
  tx: TenantTx,
  userId: number,
  which: string,
  value: string,
): Promise<{ ip: string | null }[]> {
  return tx.query(
    (scope) => `with ended as (
        delete from sessions s where s.user_id = $1 and ${which} and ${scope(SessionEntity, 's')}
        returning s.sess -> 'visit' ->> 'ip' as ip, s.sess -> 'visit' ->> 'agent' as user_agent, s.created_at
      ) select * from ended`,
    [userId, value],
  );
}

function toSession(row: SessionRow, ownSid: string): UserSession {
  return {
    id: row.id,
    ip: row.ip,
    user_agent: row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_seen_at: row.lastSeenAt.toISOString(),
    current: row.sid === ownSid,
  };
}
