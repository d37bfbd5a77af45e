// Live events -> react-query cache. Rows that are on screen are patched in place; everything that must be asked
// again is asked at most once a second, whatever the rate of events.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { BatchDetail, CommandBatch } from '@coffee/contract/command-batches';
import type { Command } from '@coffee/contract/commands';
import type { Device, DeviceSummary } from '@coffee/contract/devices';
import type { LiveEventData } from '@coffee/contract/live';
import type { Order } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import type { Task } from '@coffee/contract/tasks';
import type { LiveEvent } from './live-client';
import type { AlarmLiveEvent } from './live-context';
import { queryKeys } from './query-keys';

type StatusPatch = Partial<Device> & { device_id: string };
type CommandPatch = Partial<Command> & { command_id: string; device_id: string };
type BatchPatch = Partial<CommandBatch> & { batch_id: string };
type TaskPatch = Partial<Task> & { task_id: string };
type OrderPatch = Partial<Order> & { order_id: string; device_id: string };

const FLUSH_MS = 1000;
/** Answers that cost the server more than a page of a list are asked for less often. */
const PAUSE_MS: Partial<Record<string, number>> = {
  [queryKeys.dashboard.all[0]]: 5000,
  [queryKeys.batches.all[0]]: 3000,
  [queryKeys.refillBoard.all[0]]: 5000,
};

export class LiveCache {
  private readonly statuses = new Map<string, StatusPatch>();
  private readonly orders = new Map<string, OrderPatch>();
  private readonly commands = new Map<string, CommandPatch>();
  private readonly batches = new Map<string, BatchPatch>();
  private readonly tasks = new Map<string, TaskPatch>();
  private readonly askedAt = new Map<string, number>();
  private readonly stale = new Map<string, QueryKey>();
  private readonly newOrderListeners = new Set<(count: number) => void>();
  private readonly alarmListeners = new Set<(event: AlarmLiveEvent) => void>();
  private newOrders = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

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

  /** Told of every alarm at once. */
  onAlarms(listener: (event: AlarmLiveEvent) => void): () => void {
    this.alarmListeners.add(listener);
    return () => this.alarmListeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.timer);
  }

  private collect(event: LiveEvent): void {
    switch (event.name) {
      case 'device.status':
        this.collectStatus(event.data);
        break;
      case 'device.materials': {
        const { device_id, low_bins } = event.data;
        this.statuses.set(device_id, { ...this.statuses.get(device_id), device_id, low_bins });
        this.markBinsStale(device_id);
        break;
      }
      case 'order.created':
        this.newOrders += 1;
        this.markStale(queryKeys.dashboard.all);
        this.markStale(queryKeys.devices.part(event.data.device_id, 'orders').slice(0, 4));
        this.markStale(queryKeys.devices.part(event.data.device_id, 'summary').slice(0, 4));
        this.markBinsStale(event.data.device_id);
        break;
      case 'order.updated':
        this.orders.set(`${event.data.device_id}/${event.data.order_id}`, event.data);
        this.markStale(queryKeys.orders.detail(event.data.order_id).slice(0, 3));
        break;
      case 'refund.updated':
        this.markStale(queryKeys.orders.detail(event.data.order_id).slice(0, 3));
        this.markStale(queryKeys.refunds.detail(event.data.refund_id));
        this.markStale(queryKeys.refunds.lists);
        this.markStale(queryKeys.dashboard.all);
        break;
      case 'command.updated':
        this.commands.set(event.data.command_id, event.data);
        this.markStale(queryKeys.dashboard.all);
        break;
      case 'batch.progress':
        this.batches.set(event.data.batch_id, event.data);
        this.markStale(queryKeys.batches.detail(event.data.batch_id));
        this.markStale(queryKeys.batches.lists);
        break;
      case 'task.progress':
        this.collectTask(event.data);
        break;
      case 'alarm.opened':
      case 'alarm.updated':
        this.collectAlarm(event.data);
        for (const listener of this.alarmListeners) listener(event);
        break;
      default:
        break;
    }
  }

  private collectTask(data: LiveEventData['task.progress']): void {
    this.tasks.set(data.task_id, data);
    this.markStale(queryKeys.tasks.detail(data.task_id));
    // A new one stands in no list yet, and an ended one has a file or an error that the event does not carry.
    if (data.status !== 'running' || data.done === 0) this.markStale(queryKeys.tasks.lists);
  }

  /** A cup or a word of the machine moves its bins and what hangs on them. */
  private markBinsStale(deviceId: string): void {
    for (const part of ['bins', 'cups_left', 'movements'])
      this.markStale(queryKeys.devices.part(deviceId, part).slice(0, 4));
    this.markStale(queryKeys.refillBoard.all);
  }

  private collectStatus({ previous, ...patch }: LiveEventData['device.status']): void {
    this.statuses.set(patch.device_id, { ...this.statuses.get(patch.device_id), ...patch });
    if (previous === patch.status) return;
    this.markStale(queryKeys.devices.lists);
    this.markStale(queryKeys.dashboard.all);
    this.markStale(queryKeys.devices.part(patch.device_id, 'history').slice(0, 4));
  }

  /** Where an alarm stands in its list is the server's to say. */
  private collectAlarm({ alarm_id, device_id }: { alarm_id: number; device_id: string | null }): void {
    this.markStale(queryKeys.alarms.lists);
    this.markStale(queryKeys.alarms.counts);
    this.markStale(queryKeys.alarms.detail(alarm_id));
    this.markStale(queryKeys.devices.lists);
    this.markStale(queryKeys.dashboard.all);
    if (device_id !== null) this.markStale(queryKeys.devices.part(device_id, 'summary').slice(0, 4));
  }

  private markStale(key: QueryKey): void {
    this.stale.set(JSON.stringify(key), key);
  }

  private flush(): void {
    this.timer = undefined;
    if (this.statuses.size > 0) this.patchDevices();
    if (this.orders.size > 0) this.patchOrders();
    if (this.commands.size > 0 || this.batches.size > 0) this.patchBatches();
    if (this.commands.size > 0) this.askForCommands();
    if (this.tasks.size > 0) this.patchTasks();
    this.commands.clear();
    this.batches.clear();
    if (this.newOrders > 0) {
      for (const listener of this.newOrderListeners) listener(this.newOrders);
      this.newOrders = 0;
    }
    this.invalidateStale();
  }

  private invalidateStale(): void {
    for (const [name, key] of this.stale) {
      const pause = PAUSE_MS[String(key[0])] ?? 0;
      if (this.now() - (this.askedAt.get(name) ?? -Infinity) < pause) continue;
      if (pause > 0) this.askedAt.set(name, this.now());
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

  private patchBatches(): void {
    const batchOf = ({ batch_id }: CommandBatch) => this.batches.get(batch_id);
    this.client.setQueriesData<Page<CommandBatch>>({ queryKey: queryKeys.batches.lists }, (page) =>
      patchPage(page, batchOf),
    );
    this.client.setQueriesData<BatchDetail>({ queryKey: queryKeys.batches.details }, (detail) => {
      if (!detail) return detail;
      const commands = patchRows(detail.commands, ({ command_id }) => this.commands.get(command_id));
      const patch = batchOf(detail.batch);
      if (commands === detail.commands && !patch) return detail;
      return { ...detail, commands, batch: { ...detail.batch, ...patch } };
    });
  }

  /** One look through the cache for all of them: a dispatch moves thousands of machines a minute, of which one is open. */
  private askForCommands(): void {
    const moved = new Set([...this.commands.values()].map(({ device_id }) => device_id));
    const [devices, detail] = queryKeys.devices.detail('');
    void this.client.invalidateQueries({
      predicate: ({ queryKey: [resource, kind, id, part] }) =>
        resource === devices &&
        kind === detail &&
        (part === 'commands' || part === 'audit') &&
        moved.has(id as string),
      refetchType: 'active',
    });
  }

  private patchTasks(): void {
    this.client.setQueriesData<Page<Task>>({ queryKey: queryKeys.tasks.lists }, (page) =>
      patchPage(page, ({ task_id }) => this.tasks.get(task_id)),
    );
    this.tasks.clear();
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
  const items = page && patchRows(page.items, patchOf);
  return items === page?.items ? page : page && items && { ...page, items };
}

/** The same rows, and each row the same, where nothing of them changes. */
function patchRows<T>(rows: T[], patchOf: (row: T) => Partial<T> | undefined): T[] {
  return rows.some((row) => patchOf(row)) ? rows.map((row) => withPatch(row, patchOf(row))) : rows;
}

function withPatch<T>(row: T, patch: Partial<T> | undefined): T {
  return patch ? { ...row, ...patch } : row;
}
