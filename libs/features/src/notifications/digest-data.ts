import type { AlarmSeverity, AlarmType } from '@coffee/contract/alarms';
import type { DeliveryEvent } from '@coffee/contract/notifications';

/** How many of one kind a digest tells of at one site. */
export interface DigestGroup {
  location_id: number | null;
  location_name: string | null;
  merchant_name: string | null;
  type: AlarmType;
  event: DeliveryEvent;
  severity: AlarmSeverity;
  /** Of the merchant, else of the location; null: neither has one. */
  time_zone: string | null;
  n: number;
}

type EventCounts = Partial<Record<DeliveryEvent, number>>;

interface DigestSite {
  location_id: number | null;
  location_name: string | null;
  merchant_name: string | null;
  count: number;
  types: Partial<Record<AlarmType, EventCounts>>;
}

/** `data` of `alarm.digest`: counts, never the alarms themselves. Sites with the most come first. */
export interface DigestData {
  count: number;
  from: string | null;
  to: string | null;
  /** The one of all that it tells of; null when they have several, or none. */
  time_zone: string | null;
  types: Partial<Record<AlarmType, EventCounts>>;
  severities: Partial<Record<AlarmSeverity, number>>;
  sites: DigestSite[];
  more_sites: number;
}

const MAX_SITES = 50;

export function digestOf(groups: readonly DigestGroup[], from: Date | null, to: Date | null): DigestData {
  const sites = new Map<string, DigestSite>();
  const types: DigestData['types'] = {};
  const severities: DigestData['severities'] = {};
  for (const group of groups) {
    const site = siteOf(sites, group);
    site.count += group.n;
    add(site.types, group);
    add(types, group);
    severities[group.severity] = (severities[group.severity] ?? 0) + group.n;
  }
  const sorted = [...sites.values()].sort((a, b) => b.count - a.count);
  return {
    count: groups.reduce((sum, { n }) => sum + n, 0),
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
    time_zone: zoneOf(groups),
    types,
    severities,
    sites: sorted.slice(0, MAX_SITES),
    more_sites: Math.max(0, sorted.length - MAX_SITES),
  };
}

function zoneOf(groups: readonly DigestGroup[]): string | null {
  const [zone = null, ...others] = new Set(groups.map(({ time_zone }) => time_zone));
  return others.length === 0 ? zone : null;
}

/** What stands at no site is counted by its merchant. */
function siteOf(sites: Map<string, DigestSite>, group: DigestGroup): DigestSite {
  const { location_id, location_name, merchant_name } = group;
  const key = location_id === null ? `merchant ${merchant_name}` : `site ${location_id}`;
  const site = sites.get(key) ?? { location_id, location_name, merchant_name, count: 0, types: {} };
  sites.set(key, site);
  return site;
}

function add(types: DigestData['types'], { type, event, n }: DigestGroup): void {
  const counts = (types[type] ??= {});
  counts[event] = (counts[event] ?? 0) + n;
}
