import { DeviceSellableDayEntity, MerchantSellableDayEntity } from '@coffee/data/entities';
import type { TenantTx } from '@coffee/data/tenant-db';
import type { SellableTime } from './sellable-time';

export interface DueDay {
  device_id: string;
  merchant_id: number;
  location_id: number | null;
  day: string;
  began: Date;
  until: Date;
}

export interface MeasuredDay extends DueDay {
  hours: [number, number][] | null;
  time: SellableTime;
  lostMinor: number;
}

interface MerchantDay {
  merchant_id: number;
  day: string;
}

const TIMES: readonly (keyof SellableTime)[] = [
  'open',
  'sellable',
  'offline',
  'fault',
  'maintenance',
  'short',
  'blocked',
  'unknown',
  'stockout',
];
const TIME_COLUMNS = [...TIMES.map((part) => `${part}_ms`), 'lost_minor'];
const COLUMNS = TIME_COLUMNS.join(', ');

export async function storeDays(tx: TenantTx, days: readonly MeasuredDay[]): Promise<void> {
  await tx.query(
    (scope) => `
      insert into device_sellable_days as held
        (device_id, day, merchant_id, location_id, began_at, measured_until, opening, ${COLUMNS})
      select i.* from unnest($1::text[], $2::date[], $3::integer[], $4::integer[], $5::timestamptz[], $6::timestamptz[],
        $7::jsonb[], ${TIME_COLUMNS.map((_column, index) => `$${index + 8}::bigint[]`).join(', ')})
        as i(device_id, day, merchant_id, location_id, began_at, measured_until, opening, ${COLUMNS})
      where ${scope(DeviceSellableDayEntity, 'i')} order by i.device_id, i.day
      on conflict (device_id, day) do update set merchant_id = excluded.merchant_id, location_id = excluded.location_id,
        began_at = excluded.began_at, measured_until = excluded.measured_until, opening = excluded.opening,
        ${TIME_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
      -- A day that was over when it was measured stays as it was.
      where held.measured_until < excluded.measured_until`,
    [
      days.map(({ device_id }) => device_id),
      days.map(({ day }) => day),
      days.map(({ merchant_id }) => merchant_id),
      days.map(({ location_id }) => location_id),
      days.map(({ began }) => began),
      days.map(({ until }) => until),
      days.map(({ hours }) => (hours === null ? null : JSON.stringify(hours))),
      ...TIMES.map((part) => days.map(({ time }) => time[part])),
      days.map(({ lostMinor }) => lostMinor),
    ],
  );
}

/** Measured again: the same day with other parts. One that the sweep has measured further meanwhile is left to it. */
export async function replaceTimes(
  tx: TenantTx,
  days: readonly { device_id: string; day: string; until: Date; time: SellableTime }[],
): Promise<void> {
  await tx.query(
    (scope) => `
      update device_sellable_days r set ${TIMES.map((part) => `${part}_ms = i.${part}_ms`).join(', ')}
      from unnest($1::text[], $2::date[], $3::timestamptz[], ${TIMES.map((_part, index) => `$${index + 4}::bigint[]`).join(', ')})
        as i(device_id, day, until, ${TIMES.map((part) => `${part}_ms`).join(', ')})
      where r.device_id = i.device_id and r.day = i.day and date_trunc('milliseconds', r.measured_until) = i.until
        and ${scope(DeviceSellableDayEntity, 'r')}`,
    [
      days.map(({ device_id }) => device_id),
      days.map(({ day }) => day),
      days.map(({ until }) => until),
      ...TIMES.map((part) => days.map(({ time }) => time[part])),
    ],
  );
}

/** To whom those days belonged so far: a machine that changes hands takes its day along. */
export function ownersOf(tx: TenantTx, days: readonly DueDay[]): Promise<MerchantDay[]> {
  return tx.query<MerchantDay>(
    (scope) => `
      select distinct r.merchant_id, r.day::text as day from unnest($1::text[], $2::date[]) as k(device_id, day)
      join device_sellable_days r using (device_id, day) where ${scope(DeviceSellableDayEntity, 'r')}`,
    [days.map(({ device_id }) => device_id), days.map(({ day }) => day)],
  );
}

/** Those days of merchants, summed anew from their machines'. */
export async function sumMerchants(tx: TenantTx, days: readonly MerchantDay[]): Promise<void> {
  const touched = [...new Map(days.map((each) => [`${each.merchant_id} ${each.day}`, each])).values()];
  const keys = [touched.map(({ merchant_id }) => merchant_id), touched.map(({ day }) => day)];
  await tx.query(
    (scope) => `
      delete from merchant_sellable_days r using unnest($1::integer[], $2::date[]) as k(merchant_id, day)
      where r.merchant_id = k.merchant_id and r.day = k.day and ${scope(MerchantSellableDayEntity, 'r')}`,
    keys,
  );
  await tx.query(
    (scope) => `
      insert into merchant_sellable_days (merchant_id, day, ${COLUMNS})
      select k.merchant_id, k.day, ${TIME_COLUMNS.map((column) => `sum(r.${column})`).join(', ')}
      from unnest($1::integer[], $2::date[]) as k(merchant_id, day) join device_sellable_days r using (merchant_id, day)
      where ${scope(MerchantSellableDayEntity, 'k')} group by 1, 2 order by 1, 2`,
    keys,
  );
}
