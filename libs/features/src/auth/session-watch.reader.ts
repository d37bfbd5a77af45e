import { SessionEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

export interface WatchedSession {
  sid: string;
  userId: number;
  merchantId: number | null;
}

/** For streams that outlive the request which opened them: which sessions still hold, all in one question. */
@Injectable()
export class SessionWatch {
  constructor(private readonly db: TenantDb) {}

  /** Those that have neither ended nor lost their account, with what the account may see now. */
  async standing(sids: readonly string[]): Promise<WatchedSession[]> {
    return this.db.for(systemActor()).query<WatchedSession>(
      (scope) => `
        select s.sid, u.id as "userId", u.merchant_id as "merchantId"
        from sessions s join users u on u.id = s.user_id left join merchants m on m.id = u.merchant_id
        where s.sid = any($1) and s.expire > now() and u.active and (m.id is null or m.status = 'active')
          and ${scope(SessionEntity, 's')}`,
      [sids],
    );
  }
}
