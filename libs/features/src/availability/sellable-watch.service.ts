// What each machine can sell of its menu: a product is short when the bins of one of its materials hold less than a cup takes,
// blocked when its cups failed again and again. Found by a sweep, where bins, package or blocks changed, and kept as a history
// of changes, so that what was sellable when can be asked at any time later and the hot paths know nothing of it.
import { DeviceEntity } from '@coffee/data/entities';
import { TenantDb } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { systemActor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';

const BATCH = 500;
/** A sweep ends for the next one to go on, so that none runs for ever. */
const MAX_BATCHES = 40;
/** Recipes that are published change menus without a sign at the machine. */
const ANYWAY_AFTER = `interval '10 minutes'`;

/** $1 machines. CTEs `machine` and `menu`: each product with whether it is short or blocked; `held`: what it needs. */
const MENU = (scope: string): string => `
  machine as materialized (
    select d.device_id, d.merchant_id, i.installed_package_id, b.moves, k.blocks
    from unnest($1::text[]) as asked(device_id) join devices d using (device_id)
    left join device_packages i on i.device_id = d.device_id and i.package_type = 'recipes'
    cross join lateral (select sum(movements) as moves from device_bins b where b.device_id = d.device_id) b
    cross join lateral (
      select sum(id) as blocks from product_blocks p where p.device_id = d.device_id and p.cleared_at is null
    ) k
    where ${scope}
  ), offered as (
    select m.device_id, k.product_id, k.recipe_id, true as installed
    from machine m join package_recipes k on k.package_id = m.installed_package_id
    union all
    select m.device_id, r.product_id, r.id, false from machine m cross join lateral (
      select distinct on (r.product_id) r.product_id, r.id from recipes r
      where r.status = 'published' and (r.merchant_id is null or r.merchant_id = m.merchant_id)
      order by r.product_id, r.revision desc
    ) r where m.installed_package_id is null
  ), needs as (
    select o.device_id, o.product_id, o.installed, a.material_id, sum(a.amount) as amount
    from offered o join recipe_amounts a using (recipe_id) group by 1, 2, 3, 4
  ), held as materialized (
    select n.device_id, n.product_id, n.installed, count(b.bin_index) as bins, array_agg(b.bin_index) as at_bins,
           count(b.bin_index) > 0 and coalesce(sum(b.remaining) filter (where b.remaining > 0), 0) < n.amount as lacks
    from needs n left join device_bins b on b.device_id = n.device_id and n.material_id in (b.material_id, b.reported_material_id)
    group by n.device_id, n.product_id, n.installed, n.material_id, n.amount
  ), menu as materialized (
    -- Without a package, what a machine has no bin for is not on its menu. With one, water may come from a pipe.
    select h.device_id, h.product_id, bool_or(h.lacks) as short, exists (
             select 1 from product_blocks p
             where p.device_id = h.device_id and p.product_id = h.product_id::text and p.cleared_at is null) as blocked
    from held h group by h.device_id, h.product_id having bool_and(h.installed or h.bins > 0)
  )`;

/** $2 now. */
const LOOK = (scope: string): string => `
  with ${MENU(scope)}, lacking as (
    select device_id, jsonb_object_agg(bin_index, n) as bins from (
      select h.device_id, b.bin_index, count(distinct h.product_id) as n
      from held h join menu using (device_id, product_id) cross join lateral unnest(h.at_bins) as b(bin_index)
      where h.lacks group by 1, 2
    ) counted group by device_id
  ), found as materialized (
    select m.device_id, m.moves, m.installed_package_id, m.blocks, coalesce(l.bins, '{}') as bins,
           count(o.product_id)::integer as products, (count(*) filter (where o.short))::integer as short,
           (count(*) filter (where o.blocked and not o.short))::integer as blocked
    from machine m left join menu o using (device_id) left join lacking l using (device_id)
    group by m.device_id, m.moves, m.installed_package_id, m.blocks, l.bins
  ), changed as (
    insert into sellable_changes (device_id, at, products, short, blocked)
    select f.device_id, $2, f.products, f.short, f.blocked
    from found f left join sellable_states s using (device_id)
    where (s.products, s.short, s.blocked) is distinct from (f.products, f.short, f.blocked) order by f.device_id
  )
  insert into sellable_states (device_id, products, short, blocked, short_bins, moves, package_id, blocks, checked_at)
  select device_id, products, short, blocked, bins, moves, installed_package_id, blocks, $2 from found order by device_id
  on conflict (device_id) do update set products = excluded.products, short = excluded.short, blocked = excluded.blocked,
    short_bins = excluded.short_bins, moves = excluded.moves, package_id = excluded.package_id, blocks = excluded.blocks,
    checked_at = excluded.checked_at`;

@Injectable()
export class SellableWatch {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
  ) {}

  /** Looks at the machines that may have changed; answers how many those were. */
  async sweep(): Promise<number> {
    let done = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const due = await this.due();
      if (due.length > 0) await this.look(due);
      done += due.length;
      if (due.length < BATCH) break;
    }
    return done;
  }

  private async due(): Promise<string[]> {
    const rows = await this.db.for(systemActor()).query<{ device_id: string }>(
      (scope) => `
        select d.device_id from devices d
        left join sellable_states s on s.device_id = d.device_id
        left join (select device_id, sum(movements) as moves from device_bins group by 1) b on b.device_id = d.device_id
        left join device_packages i on i.device_id = d.device_id and i.package_type = 'recipes'
        left join (select device_id, sum(id) as blocks from product_blocks where cleared_at is null group by 1) k
          on k.device_id = d.device_id
        where d.lifecycle = 'active' and ${scope(DeviceEntity, 'd')} and (
          s.device_id is null or s.checked_at < $1::timestamptz - ${ANYWAY_AFTER} or s.moves is distinct from b.moves
          or s.package_id is distinct from i.installed_package_id or s.blocks is distinct from k.blocks)
        order by s.checked_at nulls first, d.device_id limit ${BATCH}`,
      [this.clock.now()],
    );
    return rows.map(({ device_id }) => device_id);
  }

  private async look(deviceIds: readonly string[]): Promise<void> {
    await this.db
      .for(systemActor())
      .query((scope) => LOOK(scope(DeviceEntity, 'd')), [deviceIds, this.clock.now()]);
  }
}
