import { IdempotencyKeyEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

@Injectable()
export class IdempotencyKeys {
  constructor(private readonly db: TenantDb) {}

  /** Forgets what is older than a day. */
  async purge(): Promise<void> {
    await this.db.for(systemActor()).query(
      (scope) => `
        with gone as (
          delete from idempotency_keys k
          where k.created_at < now() - interval '24 hours' and ${scope(IdempotencyKeyEntity, 'k')} returning 1
        ) select count(*) from gone`,
    );
  }
}
