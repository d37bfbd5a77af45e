import type { AlarmSeverity, AlarmStatus, AlarmType } from './alarms';
import type { BatchPause, BatchState, BatchStats } from './command-batches';
import type { CommandErrorCode, CommandState } from './commands';
import type { DeviceStatus } from './devices';
import type { TaskStatus } from './tasks';
import type { FulfilmentStatus, PaymentStatus } from './orders';
import type { RefundStatus } from './refunds';

/** Topics of `GET /sse/stream?topics=`. */
export const LIVE_TOPICS = ['devices', 'orders', 'alarms', 'commands', 'tasks'] as const;
export type LiveTopic = (typeof LIVE_TOPICS)[number];

/** Every event name with its topic. */
export const LIVE_EVENTS = {
  'device.status': 'devices',
  'device.materials': 'devices',
  'order.created': 'orders',
  'order.updated': 'orders',
  'refund.updated': 'orders',
  'command.updated': 'commands',
  'batch.progress': 'commands',
  'alarm.opened': 'alarms',
  'alarm.updated': 'alarms',
  'task.progress': 'tasks',
} as const satisfies Record<string, LiveTopic>;
export type LiveEventName = keyof typeof LIVE_EVENTS;

/** The last event of a stream whose session was ended or lost its rights. The browser should ask who is signed in. */
export const SESSION_ENDED_EVENT = 'session.ended';

/** Small by design: what changed, not the whole row. */
export interface LiveEventData {
  'device.status': {
    device_id: string;
    status: DeviceStatus;
    previous: DeviceStatus | null;
    activity: string | null;
    last_seen: string | null;
    temperature: number | null;
  };
  'device.materials': { device_id: string; low_bins: number };
  'order.created': {
    order_id: string;
    device_id: string;
    total_price: number;
    currency: string;
    payment_status: PaymentStatus;
    is_test: boolean;
    created_at: string;
  };
  'order.updated': {
    order_id: string;
    device_id: string;
    payment_status: PaymentStatus;
    fulfilment_status: FulfilmentStatus;
  };
  'refund.updated': {
    order_id: string;
    device_id: string;
    refund_id: string;
    status: RefundStatus;
    needs_attention: boolean;
  };
  /** Of a batch's commands only the latest state of each within a short window is told. */
  'command.updated': {
    command_id: string;
    device_id: string;
    batch_id: string | null;
    status: CommandState;
    last_error: string | null;
    last_error_code: CommandErrorCode | null;
  };
  'batch.progress': {
    batch_id: string;
    status: BatchState;
    stage: number | null;
    paused_reason: string | null;
    pause: BatchPause | null;
    stats: BatchStats;
  };
  'alarm.opened': { alarm_id: number; device_id: string | null; type: AlarmType; severity: AlarmSeverity };
  'alarm.updated': { alarm_id: number; device_id: string | null; status: AlarmStatus };
  'task.progress': {
    task_id: string;
    type: string;
    status: TaskStatus;
    progress: number;
    done: number;
    total: number | null;
    rate: number | null;
    eta_seconds: number | null;
    /** Name of the step that it is at; null when it is at none. */
    step: string | null;
    /** The newest line of its log: ask for what came after the last one you have. */
    last_line: number;
  };
}
