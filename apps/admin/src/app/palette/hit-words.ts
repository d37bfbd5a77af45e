import type { SearchHit, SearchKind } from '@coffee/contract/search';
import type { IconName } from '../../ui/icon-paths';

export const HIT_ICONS: Record<SearchKind, IconName> = {
  device: 'cup-hot',
  order: 'receipt',
  location: 'geo-alt',
  user: 'people',
  material: 'droplet-half',
  recipe: 'clipboard-check',
  package: 'box-seam',
};

/** Where a thing is looked at: its page, or the list that shows it. */
export function pageOfHit({ kind, id, title, detail, device_id }: SearchHit): string {
  const part = encodeURIComponent(id);
  switch (kind) {
    case 'device':
      return `/devices/${part}`;
    case 'order':
      return `/orders/${part}${device_id ? `?device_id=${encodeURIComponent(device_id)}` : ''}`;
    case 'location':
      return `/locations?query=${encodeURIComponent(title)}`;
    case 'user':
      return `/users/${part}`;
    case 'material':
      return `/materials?query=${encodeURIComponent(detail ?? title)}`;
    case 'recipe':
      return `/recipes/${part}`;
    case 'package':
      return `/packages/${part}`;
  }
}
