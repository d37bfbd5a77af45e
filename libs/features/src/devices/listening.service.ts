// Silence of a machine counts only while it could be heard: up to the last mark, and after a break of the API or of the
// database from its end. The mark is PostgreSQL's, so that any number of API processes keep it together.
import { ListeningMarkEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

export const LISTENING_SECONDS = 2;
/** Five missed marks: nobody could be reached, and every machine gets its whole time again. */
const DEAF_AFTER_SECONDS = 10;

@Injectable()
export class DeviceListening {
  constructor(private readonly db: TenantDb) {}

  /** Said every `LISTENING_SECONDS` by each process that machines can reach. */
  async mark(): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `insert into listening_marks as l (name) values ('devices')
        on conflict (name) do update set seen_at = now(),
          since = case when l.seen_at < now() - make_interval(secs => $1) then now() else l.since end
        where ${scope(ListeningMarkEntity, 'l')}`,
      [DEAF_AFTER_SECONDS],
    );
  }
}
