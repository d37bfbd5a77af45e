import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, register, type Metric } from 'prom-client';

/** Seconds: a cached read to a slow export. */
const HTTP_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Seconds: machines answer a minute after they finish. */
const COMMAND_BUCKETS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800];
const TASK_BUCKETS = [0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600];
/** Yuan: a coffee, a round, a party. */
const VALUE_BUCKETS = [5, 10, 15, 20, 30, 50, 100, 200, 500];

/**
 * What a process counts itself. Several processes are summed when they are scraped. Labels come from closed lists: never
 * an id of a device, an order or a person.
 */
@Injectable()
export class ProcessMetrics {
  readonly apiRequests = once('api_requests_total', (name) => {
    return new Counter({ name, help: 'HTTP requests answered', labelNames: ['method', 'route', 'status'] });
  });
  readonly apiDuration = once('api_request_duration_seconds', (name) => {
    const labelNames = ['method', 'route', 'status'];
    return new Histogram({ name, help: 'Time to answer', labelNames, buckets: HTTP_BUCKETS });
  });
  readonly sseClients = once('sse_clients', (name) => {
    return new Gauge({ name, help: 'Browsers that follow live events' });
  });
  readonly orderValue = once('order_value_cny', (name) => {
    return new Histogram({ name, help: 'Value of sold orders in CNY', buckets: VALUE_BUCKETS });
  });
  readonly commandDuration = once('command_processing_duration_seconds', (name) => {
    const labelNames = ['command_type', 'status'];
    return new Histogram({
      name,
      help: 'From creation to the last state',
      labelNames,
      buckets: COMMAND_BUCKETS,
    });
  });
  readonly refunds = once('refunds_total', (name) => {
    return new Counter({ name, help: 'Refunds that reached a state', labelNames: ['status'] });
  });
  readonly notifications = once('notification_attempts_total', (name) => {
    const labelNames = ['type', 'outcome'];
    return new Counter({ name, help: 'Attempts to tell a channel of an alarm', labelNames });
  });
  readonly tasks = once('background_tasks_total', (name) => {
    return new Counter({ name, help: 'Background tasks that ended', labelNames: ['task_type', 'status'] });
  });
  readonly taskDuration = once('task_processing_duration_seconds', (name) => {
    return new Histogram({
      name,
      help: 'Time of a background task',
      labelNames: ['task_type'],
      buckets: TASK_BUCKETS,
    });
  });
}

/** The registry is one per process, while specs build several applications in one. */
function once<T extends Metric>(name: string, make: (name: string) => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? make(name);
}
