import { AuditEntryEntity, AuditRetirementEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { MonthNotSound, TooYoungToRetire } from './audit-chain.errors';
import { ChainKey } from './chain-key';
import { entryDigest } from './entry-digest';
import { retirementMac } from './retirement-mac';

export const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;
const MONTH = /^audit_entries_(\d{4})_(\d{2})$/;

export interface RetiredMonth {
  /** `2025-01`. */
  month: string;
  /** What the detached table is called now. */
  table: string;
  entries: number;
}

interface Sums {
  entries: number;
  unsealed: number;
  broken: number;
  digest: Buffer;
  from_us: string;
  to_us: string;
}

/**
 * The only way out of the log: whole months, as tables of their own, to be dumped and dropped. Their seals stay, so that
 * the chain still verifies, and so does what was dumped.
 */
@Injectable()
export class AuditRetirements {
  constructor(
    private readonly db: TenantDb,
    private readonly key: ChainKey,
    private readonly trail: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** Takes out every month that ended before this day, the oldest first. */
  async retire(actor: Actor, before: Date): Promise<RetiredMonth[]> {
    if (before.getTime() > this.clock.now().getTime() - KEPT_DAYS * DAY_MS)
      throw new TooYoungToRetire(KEPT_DAYS);
    const retired: RetiredMonth[] = [];
    for (const partition of await this.months(actor)) {
      const [from, to] = spanOf(partition);
      if (to.getTime() > before.getTime()) break;
      retired.push(await this.db.transaction(actor, (tx) => this.takeOut(tx, actor, partition, [from, to])));
    }
    return retired;
  }

  private async months(actor: Actor): Promise<string[]> {
    const rows = await this.db.for(actor).query<{ name: string }>(
      (scope) => `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'audit_entries'::regclass and ${scope(AuditRetirementEntity, 'c')} order by 1`,
    );
    return rows.map(({ name }) => name).filter((name) => MONTH.test(name));
  }

  private async takeOut(
    tx: TenantTx,
    actor: Actor,
    partition: string,
    [from, to]: [Date, Date],
  ): Promise<RetiredMonth> {
    const month = from.toISOString().slice(0, 7);
    const sums = await this.sumUp(tx, partition, [from, to]);
    const { unsealed, broken, entries, digest } = sums;
    if (unsealed > 0 || broken > 0) throw new MonthNotSound(month, { unsealed, broken });
    const table = partition.replace('audit_entries', 'audit_retired');
    await this.change(tx, `alter table audit_entries detach partition ${partition}`);
    await this.change(tx, `alter table ${partition} rename to ${table}`);
    const mac = retirementMac(this.key, { ...sums, partition });
    await tx.insert(AuditRetirementEntity, { partition, fromAt: from, toAt: to, entries, digest, mac });
    await this.trail.record(tx, actor, {
      action: 'audit.month_retired',
      targetType: 'audit_month',
      targetId: month,
      summary: `Took ${entries} entries of ${month} out of the log`,
      after: { table, entries, sha256: digest.toString('hex') },
    });
    return { month, table, entries };
  }

  /** A month that is not whole is not taken out: nobody could tell afterwards. */
  private async sumUp(tx: TenantTx, partition: string, span: [Date, Date]): Promise<Sums> {
    const [sums] = await tx.query<Sums>(
      (scope) => `
        select count(s.entry_id) as entries,
          count(*) filter (where s.content is distinct from ${entryDigest('e')} and e.id is not null and s.entry_id is not null
            or e.id is null) as broken,
          count(*) filter (where s.entry_id is null) as unsealed,
          sha256(coalesce(string_agg(s.content, ''::bytea order by s.position), ''::bytea)) as digest,
          (extract(epoch from $1::timestamptz - '2000-01-01T00:00:00Z') * 1000000)::bigint::text as from_us,
          (extract(epoch from $2::timestamptz - '2000-01-01T00:00:00Z') * 1000000)::bigint::text as to_us
        from (select * from audit_seals where entry_at >= $1 and entry_at < $2) s
        full join ${partition} e on e.id = s.entry_id
        where ${scope(AuditRetirementEntity, 'e')}`,
      span,
    );
    if (!sums) throw new Error('a sum without a row');
    return sums;
  }

  private async change(tx: TenantTx, statement: string): Promise<void> {
    await tx.query((scope) => `${statement} /* ${scope(AuditEntryEntity, 'e')} */`);
  }
}

function spanOf(partition: string): [Date, Date] {
  const [, year, month] = MONTH.exec(partition) ?? [];
  const first = (ahead: number): Date => new Date(Date.UTC(Number(year), Number(month) - 1 + ahead, 1));
  return [first(0), first(1)];
}
