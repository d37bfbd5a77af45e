// What waits for a person, each from the index that knows it: alarms, machines, bins, refunds and dispatches.
import {
  ATTENTION_KINDS,
  type AttentionKind,
  type AttentionQuery,
  type DashboardAttention,
} from '@coffee/contract/dashboard';
import { may, type Permission } from '@coffee/contract/permissions';
import {
  AlarmEntity,
  BinForecastEntity,
  CommandBatchEntity,
  DeviceBinEntity,
  DeviceEntity,
  NotificationChannelEntity,
  ProductBlockEntity,
} from '@coffee/data/entities';
import { type Scope, TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { SharedRead } from '@coffee/platform/shared-read';
import { Injectable } from '@nestjs/common';
import { openingsOf } from '../opening-hours';
import { narrowed } from './dashboard-span';

const SOON = `interval '24 hours'`;
/** Of the machines' last changes of status: when they became what they are. */
const STANDING_SINCE = `(select max(h.at) from device_status_history h where h.device_id = d.device_id and h.applied)`;
const CURRENT = `exists (select 1 from devices d where d.device_id = b.device_id and d.lifecycle <> 'retired')`;

/** $1 now. One row per kind. */
const COUNTS = (scope: Scope): string => `
  select 'critical_alarms' as kind, count(*)::integer as count, min(a.opened_at) as since from alarms a
  where a.status = 'open' and a.severity = 'critical' and a.parent_id is null and coalesce(a.shelved_until <= $1, true)
    and ${scope(AlarmEntity, 'a')}
  union all
  select d.status, count(*)::integer, min(${STANDING_SINCE}) from devices d
  where d.status in ('fault', 'maintenance', 'registered') and d.lifecycle = 'active' and ${scope(DeviceEntity, 'd')}
  group by d.status
  union all
  select 'bins_empty', count(*)::integer, null from device_bins b
  where b.is_low and b.remaining <= 0 and ${CURRENT} and ${scope(DeviceBinEntity, 'b')}
  union all
  select 'bins_empty_soon', count(*)::integer, null from bin_forecasts b
  where b.empties_at > $1 and b.empties_at <= $1::timestamptz + ${SOON} and b.remaining > 0 and ${CURRENT}
    and ${scope(BinForecastEntity, 'b')}
  union all
  select 'products_blocked', count(*)::integer, min(b.blocked_at) from product_blocks b
  where b.cleared_at is null and ${CURRENT} and ${scope(ProductBlockEntity, 'b')}
  union all
  select 'refunds', count(*)::integer, min(a.opened_at) from alarms a
  where a.type = 'refund_fail' and a.status <> 'closed' and a.parent_id is null and ${scope(AlarmEntity, 'a')}
  union all
  select 'dispatches', count(*)::integer, min(b.updated_at) from command_batches b
  where b.status = 'paused' and b.paused_reason is not null and ${scope(CommandBatchEntity, 'b')}
  union all
  select 'channels_off', count(*)::integer, min(c.switched_off_at) from notification_channels c
  where c.switched_off_at is not null and ${scope(NotificationChannelEntity, 'c')}`;

interface Row {
  kind: AttentionKind;
  count: number;
  since: Date | null;
}

/** What only those may see who can do something about it. */
const NEEDS: Partial<Record<AttentionKind, Permission>> = { channels_off: 'channels.manage' };

function maySee({ role }: Actor, kind: AttentionKind): boolean {
  const needed = NEEDS[kind];
  return needed === undefined || role === null || may(role, needed);
}

@Injectable()
export class DashboardAttentionReader {
  private readonly shared = new SharedRead<DashboardAttention>();

  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  async list(actor: Actor, query: AttentionQuery): Promise<DashboardAttention> {
    const viewer = narrowed(actor, query.merchant_id);
    const { items } = await this.shared.read(String(viewer.merchantId), () => this.read(viewer));
    return { items: items.filter(({ kind }) => maySee(actor, kind)) };
  }

  private async read(viewer: Actor): Promise<DashboardAttention> {
    const now = this.clock.now();
    const [rows, offline] = await Promise.all([
      this.db.for(viewer).query<Row>(COUNTS, [now]),
      this.offlineWhileOpen(viewer, now),
    ]);
    const items = [...rows, offline]
      .filter(({ count }) => count > 0)
      .sort((a, b) => ATTENTION_KINDS.indexOf(a.kind) - ATTENTION_KINDS.indexOf(b.kind))
      .map(({ kind, count, since }) => ({ kind, count, since: since?.toISOString() ?? null }));
    return { items };
  }

  /** A machine that is off at night, where the place is closed, waits for nobody. */
  private async offlineWhileOpen(viewer: Actor, now: Date): Promise<Row> {
    const places = await this.db
      .for(viewer)
      .query<{ location_id: number | null; count: number; since: Date | null }>(
        (scope) => `
        select d.location_id, count(*)::integer as count, min(nullif(s.last_seen, '-infinity')) as since
        from devices d join device_states s using (device_id)
        where d.status = 'offline' and d.lifecycle = 'active' and ${scope(DeviceEntity, 'd')} group by d.location_id`,
      );
    const ids = places.flatMap(({ location_id }) => location_id ?? []);
    const openings = await openingsOf(this.db, ids, now, now);
    const open = places.filter(({ location_id }) => {
      const spans = location_id === null ? undefined : openings.get(location_id);
      const at = now.getTime();
      return !spans || spans.some(({ from, to }) => from <= at && at < to);
    });
    const times = open.flatMap(({ since }) => since?.getTime() ?? []);
    return {
      kind: 'offline_open',
      count: open.reduce((sum, { count }) => sum + count, 0),
      since: times.length > 0 ? new Date(Math.min(...times)) : null,
    };
  }
}
