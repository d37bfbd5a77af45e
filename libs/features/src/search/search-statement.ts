// One statement for all kinds, each held to a few rows by an index of its own: trigrams, or the beginning of an order's
// number. `$1` is `%text%` and `$2` the text, both in lower case and `$1` with its wildcards escaped; `$3` is the
// beginning of an order's number. The text of each expression is the text of its index.
import type { SearchKind } from '@coffee/contract/search';
import { SEARCH_LIMIT } from '@coffee/contract/search';
import {
  DeviceEntity,
  LocationEntity,
  MaterialEntity,
  OrderEntity,
  PackageEntity,
  RecipeEntity,
  UserEntity,
} from '@coffee/data/entities';
import type { Scope } from '@coffee/data/tenant-db';

/** Numbers that many orders begin with are looked at no further than this: what is asked while typing must stay cheap. */
const ORDERS_LOOKED_AT = 200;

const PARTS: Record<SearchKind, (scope: Scope) => string> = {
  device: (scope) =>
    found({
      kind: 'device',
      id: 'd.device_id',
      title: 'coalesce(d.alias, d.device_id)',
      detail: `concat_ws(' · ', case when d.alias is not null then d.device_id end, d.model, d.address)`,
      from: `devices d where d.search_text like $1 and ${scope(DeviceEntity, 'd')}`,
      names: ['d.device_id', 'd.alias'],
    }),
  order: (scope) =>
    found({
      kind: 'order',
      id: 'o.order_id',
      title: 'o.order_id',
      detail: `concat_ws(' · ', o.device_id, nullif(o.items_summary, ''))`,
      device: 'o.device_id',
      // The scope is inside: what others have under the same beginning must not take the place of what is looked for.
      from: `(select * from orders s where s.order_id like $3 and ${scope(OrderEntity, 's')}
        order by s.order_id using ~<~ limit ${ORDERS_LOOKED_AT}) o where true`,
      names: ['o.order_id'],
    }),
  location: (scope) =>
    found({
      kind: 'location',
      id: 'l.id::text',
      title: 'l.name',
      detail: 'l.address',
      from: `locations l where lower(l.name || ' ' || coalesce(l.address, '')) like $1 and ${scope(LocationEntity, 'l')}`,
      names: ['l.name'],
    }),
  user: (scope) =>
    found({
      kind: 'user',
      id: 'u.id::text',
      title: 'u.name',
      detail: 'u.email',
      from: `users u where lower(u.email || ' ' || u.name) like $1 and ${scope(UserEntity, 'u')}`,
      names: ['u.name', 'u.email'],
    }),
  material: (scope) =>
    found({
      kind: 'material',
      id: 'm.id::text',
      title: 'm.name',
      detail: 'm.code',
      from: `materials m where lower(m.code || ' ' || m.name) like $1 and ${scope(MaterialEntity, 'm')}`,
      names: ['m.code', 'm.name'],
    }),
  recipe: (scope) =>
    found({
      kind: 'recipe',
      id: 'r.id::text',
      title: 'r.name',
      detail: `concat_ws(' · ', r.category, '#' || r.product_id)`,
      from: `recipes r where lower(r.name) like $1 and ${scope(RecipeEntity, 'r')} and not exists (
        select 1 from recipes newer where newer.product_id = r.product_id and newer.revision > r.revision)`,
      names: ['r.name'],
    }),
  package: (scope) =>
    found({
      kind: 'package',
      id: 'p.package_id::text',
      title: 'p.name',
      detail: 'p.package_version',
      from: `packages p where lower(p.name || ' ' || p.package_version) like $1 and ${scope(PackageEntity, 'p')}`,
      names: ['p.name'],
    }),
};

interface Part {
  kind: SearchKind;
  id: string;
  title: string;
  detail: string;
  device?: string;
  /** The rows, with their condition. */
  from: string;
  /** A hit on the whole of one, or else on the beginning, comes first. */
  names: string[];
}

function found({ kind, id, title, detail, device = 'null::text', from, names }: Part): string {
  const any = (test: (name: string) => string): string =>
    names.map((name) => `coalesce(${test(`lower(${name})`)}, false)`).join(' or ');
  const rank = `case when ${any((name) => `${name} = $2`)} then 0
    when ${any((name) => `starts_with(${name}, $2)`)} then 1 else 2 end`;
  return `(select '${kind}' as kind, ${id} as id, ${title} as title, nullif(${detail}, '') as detail,
      ${device} as device_id, ${rank} as rank
    from ${from} order by rank, title, id limit ${SEARCH_LIMIT})`;
}

export function searchStatement(kinds: readonly SearchKind[]): (scope: Scope) => string {
  return (scope) => kinds.map((kind) => PARTS[kind](scope)).join(' union all ');
}
