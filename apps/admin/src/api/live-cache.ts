// Live events -> react-query cache. Rows that are on screen are patched in place; everything that must be asked
// again is asked at most once a second, whatever the rate of events.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Device, DeviceSummary } from '@coffee/contract/devices';
import type { Order } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { LiveEvent } from './live-client';
import { queryKeys } from './query-keys';

type StatusPatch = Partial<Device> & { device_id: string };
type OrderPatch = Partial<Order> & { order_id: string; device_id: string };

const FLUSH_MS = 1000;
/** The dashboard's sums cost the server more than a page of a list. */
const DASHBOARD_MS = 5000;

export class LiveCache {
  private readonly statuses = new Map<string, StatusPatch>();
  private readonly orders = new Map<string, OrderPatch>();
  private readonly stale = new Map<string, QueryKey>();
  private readonly newOrderListeners = new Set<(count: number) => void>();
  private newOrders = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dashboardAt = 0;

  constructor(
    private readonly client: QueryClient,
    private readonly now: () => number = Date.now,
  ) {}

  push(event: LiveEvent): void {
    this.collect(event);
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  /** After a gap nothing on screen is certain. */
  resync(): void {
    void this.client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== queryKeys.session[0] });
  }

  /** Told of new orders in batches: lists show "n new" rather than move under the reader's hand. */
  onNewOrders(listener: (count: number) => void): () => void {
    this.newOrderListeners.add(listener);
    return () => this.newOrderListeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private collect(event: LiveEvent): void {
    switch (event.name) {
      case 'device.status': {
        const { previous, ...patch } = event.data;
        this.statuses.set(patch.device_id, { ...this.statuses.get(patch.device_id), ...patch });
        if (previous !== patch.status) {
          this.markStale(queryKeys.devices.lists);
          this.markStale(queryKeys.dashboard.all);
          this.markStale(queryKeys.devices.part(patch.device_id, 'history').slice(0, 4));
        }
        break;
      }
      case 'device.materials': {
        const { device_id, low_bins } = event.data;
        this.statuses.set(device_id, { ...this.statuses.get(device_id), device_id, low_bins });
        this.markStale(queryKeys.devices.part(device_id, 'bins').slice(0, 4));
        break;
      }
      case 'order.created':
        this.newOrders += 1;
        this.markStale(queryKeys.dashboard.all);
        this.markStale(queryKeys.devices.part(event.data.device_id, 'orders').slice(0, 4));
        this.markStale(queryKeys.devices.part(event.data.device_id, 'summary').slice(0, 4));
        break;
      case 'order.updated':
        this.orders.set(`${event.data.device_id}/${event.data.order_id}`, event.data);
        this.markStale(queryKeys.orders.detail(event.data.order_id).slice(0, 3));
        break;
      case 'refund.updated':
        this.markStale(queryKeys.orders.detail(event.data.order_id).slice(0, 3));
        this.markStale(queryKeys.dashboard.all);
        break;
      default:
        break;
    }
  }

  private markStale(key: QueryKey): void {
    this.stale.set(JSON.stringify(key), key);
  }

  private flush(): void {
    this.timer = undefined;
    if (this.statuses.size > 0) this.patchDevices();
    if (this.orders.size > 0) this.patchOrders();
    if (this.newOrders > 0) {
      for (const listener of this.newOrderListeners) listener(this.newOrders);
      this.newOrders = 0;
    }
    this.invalidateStale();
  }

  private invalidateStale(): void {
    const dashboard = JSON.stringify(queryKeys.dashboard.all);
    for (const [name, key] of this.stale) {
      if (name === dashboard && this.now() - this.dashboardAt < DASHBOARD_MS) continue;
      if (name === dashboard) this.dashboardAt = this.now();
      this.stale.delete(name);
      void this.client.invalidateQueries({ queryKey: key, refetchType: 'active' });
    }
    if (this.stale.size > 0) this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private patchDevices(): void {
    this.client.setQueriesData<Page<Device>>({ queryKey: queryKeys.devices.lists }, (page) =>
      patchPage(page, (row) => this.statuses.get(row.device_id)),
    );
    for (const [id, patch] of this.statuses) {
      this.client.setQueryData<Device>(
        queryKeys.devices.detail(id),
        (device) => device && { ...device, ...patch },
      );
      this.client.setQueryData<DeviceSummary>(
        queryKeys.devices.part(id, 'summary'),
        (summary) => summary && { ...summary, device: { ...summary.device, ...patch } },
      );
    }
    this.statuses.clear();
  }

  private patchOrders(): void {
    this.client.setQueriesData<Page<Order>>({ queryKey: queryKeys.orders.lists }, (page) =>
      patchPage(page, (row) => this.orders.get(`${row.device_id}/${row.order_id}`)),
    );
    this.orders.clear();
  }
}

/** The same page object when no row changes, so that nothing is drawn again. */
function patchPage<T>(
  page: Page<T> | undefined,
  patchOf: (row: T) => Partial<T> | undefined,
): Page<T> | undefined {
  if (!page?.items.some((row) => patchOf(row))) return page;
  return { ...page, items: page.items.map((row) => withPatch(row, patchOf(row))) };
}

/** The same row when nothing of it changes. */
function withPatch<T>(row: T, patch: Partial<T> | undefined): T {
  return patch ? { ...row, ...patch } : row;
}
