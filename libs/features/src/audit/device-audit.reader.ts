import type { DeviceAuditPage, DeviceAuditQuery } from '@coffee/contract/audit';
import { behindCursor, type Cursor, readCursor, writeCursor } from '@coffee/data/cursor';
import { AuditEntryEntity, CommandEntity, DeviceBinEntity, DeviceEntity } from '@coffee/data/entities';
import { TenantDb, type Scope } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { NotFound } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { AUDIT_LIST, toAuditEntry } from './audit.reader';

const DEFAULT_LIMIT = 50;
/** Its order and what is before all of it. */
const SORT = AUDIT_LIST.defaultSort;
const BEGINNING: Cursor = { sort: SORT, value: 'infinity', key: String(2n ** 63n - 1n) };

type Row = AuditEntryEntity & { place: string };

/**
 * $1 machine, $2 and $3 behind which time and id, $4 sources or null, $5 how many. The machine, its bins and the batches
 * that had a command for it, each by the index of its own entries and never more than a page of them: the log may hold
 * millions. What machines say of their status has a table of its own and is left out, by the index too.
 */
export const deviceAuditSql = (scope: Scope): string => `
  with targets as materialized (
    select 'device' as type, $1::text as id, timestamptz '-infinity' as since
    union all
    select 'bin', b.device_id || '/' || b.bin_index, '-infinity' from device_bins b
    where b.device_id = $1 and ${scope(DeviceBinEntity, 'b')}
    union all
    select 'batch', c.batch_id::text, min(c.created_at) - interval '1 day' from commands c
    where c.device_id = $1 and c.batch_id is not null and ${scope(CommandEntity, 'c')} group by c.batch_id
  )
  select e.* from targets t cross join lateral (
    select ${AUDIT_LIST.select}, a.created_at::text as place from audit_entries a
    where a.action <> 'device.status_changed' and a.target_type = t.type and a.target_id = t.id
      and a.created_at >= t.since and (a.created_at, a.id) < ($2::timestamptz, $3::bigint)
      and ($4::text[] is null or a.source = any($4)) and ${scope(AuditEntryEntity, 'a')}
    order by a.created_at desc, a.id desc limit $5
  ) e order by e."createdAt" desc, e.id desc limit $5`;

@Injectable()
export class DeviceAuditReader {
  constructor(private readonly db: TenantDb) {}

  /** What people, the command line and the system did to a machine, as far as the entries are within reach. */
  async list(actor: Actor, deviceId: string, query: DeviceAuditQuery): Promise<DeviceAuditPage> {
    const reach = this.db.for(actor);
    if (!(await reach.exists(DeviceEntity, { deviceId })))
      throw new NotFound('No such device', { code: 'DEVICE_NOT_FOUND' });
    const limit = query.limit ?? DEFAULT_LIMIT;
    const { value, key } = query.cursor === undefined ? BEGINNING : readCursor(query.cursor, SORT);
    const parameters = [deviceId, value, key, query.source ?? null, limit + 1];
    const found = await behindCursor(reach.query<Row>(deviceAuditSql, parameters), query.cursor);
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      items: rows.map(toAuditEntry),
      next_cursor: found.length > limit && last ? placeOf(last) : null,
    };
  }
}

const placeOf = ({ place, id }: Row): string => writeCursor({ sort: SORT, value: place, key: String(id) });
