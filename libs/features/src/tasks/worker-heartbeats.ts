import { WorkerHeartbeatEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

export const HEARTBEAT_SECONDS = 5;
/** Three missed beats and a little. */
const ALIVE_SECONDS = 20;

export interface LivingWorker {
  name: string;
  role: string;
  secondsAgo: number;
}

/** Workers have no port of their own: readiness reads here whether one lives. */
@Injectable()
export class WorkerHeartbeats {
  constructor(private readonly db: TenantDb) {}

  async beat(name: string, role: string): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `insert into worker_heartbeats (name, role, seen_at) values ($1, $2, now())
        on conflict (name) do update set seen_at = now(), role = excluded.role
        where ${scope(WorkerHeartbeatEntity, 'worker_heartbeats')}`,
      [name, role],
    );
  }

  /** At a clean end, so that readiness tells the truth at once. Those that died are removed after a day. */
  async leave(name: string): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `delete from worker_heartbeats w
        where (w.name = $1 or w.seen_at < now() - interval '1 day') and ${scope(WorkerHeartbeatEntity, 'w')}`,
      [name],
    );
  }

  /** Freshest first; empty when no worker lives. */
  async living(): Promise<LivingWorker[]> {
    return this.db.for(systemActor()).query<LivingWorker>(
      (scope) => `select w.name, w.role, extract(epoch from now() - w.seen_at)::float8 as "secondsAgo"
        from worker_heartbeats w
        where w.seen_at > now() - make_interval(secs => $1) and ${scope(WorkerHeartbeatEntity, 'w')}
        order by w.seen_at desc`,
      [ALIVE_SECONDS],
    );
  }
}
