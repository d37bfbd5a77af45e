import { DEVICE_STATUSES } from '@coffee/contract/devices';
import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { ThrottledLog } from '../logging';
import { withTimeout } from '../deadline';

/** A scrape every few seconds, by several scrapers, must not become load on the database. */
const FRESH_MS = 5_000;
const COLLECT_MS = 3_000;

type Collector = () => Promise<void>;

/**
 * Numbers that are facts of the database, the same in every process: read by the process that answers a scrape, and
 * never summed. Features register a collector that sets their gauges.
 */
@Injectable()
export class FactMetrics {
  private readonly log = new ThrottledLog('Metrics');
  private readonly registry = new Registry();
  private readonly collectors = new Map<string, Collector>();
  private collectedAt = -Infinity;
  private collecting: Promise<void> | null = null;

  readonly deviceOnlineRate = this.gauge(
    'device_online_rate',
    'Share of the active machines that are online, 0 to 1',
  );
  readonly devices = this.gauge('devices_total', 'Machines by status', ['status']);
  readonly dailyOrders = this.gauge('daily_orders_total', 'Orders since midnight');
  readonly materialLow = this.gauge('material_low_count', 'Bins below their threshold');
  readonly pendingCommands = this.gauge(
    'pending_commands_count',
    'Commands that no machine has answered yet',
  );
  readonly failedDispatchRate = this.gauge(
    'failed_dispatch_rate',
    'Share of the commands of the last day that failed, 0 to 1',
  );
  readonly oldestDueCommand = this.gauge(
    'oldest_due_command_seconds',
    'Age of the oldest command that an online machine could fetch',
  );
  readonly alarmsOpen = this.gauge('alarms_open', 'Open alarms by severity', ['severity']);
  readonly notificationBacklog = this.gauge(
    'notification_deliveries',
    'Deliveries of notifications that have not gone out, by status, and those that failed within a day',
    ['status'],
  );
  readonly oldestDueNotification = this.gauge(
    'oldest_due_notification_seconds',
    'Age of the oldest delivery that should have gone out by now',
  );
  readonly auditSeals = this.gauge('audit_seals_total', 'Audit entries in the chain');
  readonly auditUnsealed = this.gauge('audit_unsealed_entries', 'Audit entries that are not sealed yet');
  readonly auditSealLag = this.gauge(
    'audit_seal_lag_seconds',
    'Age of the oldest audit entry without a seal',
  );
  readonly queueDepth = this.gauge('queue_depth', 'Jobs in a queue by state', ['queue', 'state']);

  constructor() {
    // Known from the start, so that dashboards and alerts find every series of a fleet of none.
    for (const status of DEVICE_STATUSES) this.devices.set({ status }, 0);
    for (const severity of ['info', 'warn', 'critical']) this.alarmsOpen.set({ severity }, 0);
    for (const status of ['new', 'held', 'pending', 'failed']) this.notificationBacklog.set({ status }, 0);
  }

  /** One collector per name; a later one replaces the earlier. */
  register(name: string, collector: Collector): void {
    this.collectors.set(name, collector);
    this.collectedAt = -Infinity;
  }

  async text(): Promise<string> {
    if (Date.now() - this.collectedAt > FRESH_MS) await (this.collecting ??= this.collect());
    return this.registry.metrics();
  }

  private async collect(): Promise<void> {
    const all = [...this.collectors].map(async ([name, collector]) => {
      try {
        await withTimeout(collector(), COLLECT_MS);
      } catch (error) {
        this.log.warn(`The metrics of "${name}" are not collected`, error);
      }
    });
    await Promise.all(all);
    this.collectedAt = Date.now();
    this.collecting = null;
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
