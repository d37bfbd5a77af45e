import { readEventPayload } from '@coffee/device-protocol/dialect';
import type { DeviceEvent, EventBatchAnswer, EventResult } from '@coffee/device-protocol/events';
import { type KnownDevice, Quarantine } from '@coffee/features/devices';
import {
  DomainError,
  InvalidArgument,
  isDatabaseUnavailable,
  ValidationFailed,
} from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { CommandReports } from '../commands/command-reports';
import { OrderReports } from '../orders/order-reports';
import { DeviceReports } from './device-reports';

type Take = (device: KnownDevice, payload: unknown) => Promise<unknown>;

/** Failures that another try may mend: the queue waits before this event instead of losing it. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof DomainError)) return true;
  return error.kind === 'unavailable' || error.kind === 'limited' || isDatabaseUnavailable(error);
}

/** Takes the facts of an offline queue one by one, in order, each as its own route would. */
@Injectable()
export class DeviceEvents {
  private readonly takers: ReadonlyMap<string, Take>;

  constructor(
    reports: DeviceReports,
    orders: OrderReports,
    commands: CommandReports,
    private readonly quarantine: Quarantine,
  ) {
    this.takers = new Map<string, Take>([
      ['status', (device, payload) => reports.status(device.deviceId, payload)],
      ['materials', (device, payload) => reports.materials(device, payload)],
      ['order', (device, payload) => orders.create(device.deviceId, payload)],
      ['order_status', (device, payload) => orders.statusEvent(device.deviceId, payload)],
      ['command_result', (device, payload) => commands.result(device, payload)],
    ]);
  }

  /**
   * `accepted_through` is the last event that may leave the queue. A refused one may too (it is kept in quarantine);
   * a passing failure ends the batch before its event, and fails the request when nothing was taken yet.
   */
  async take(device: KnownDevice, events: readonly DeviceEvent[]): Promise<EventBatchAnswer> {
    const results: EventResult[] = [];
    for (const event of events) {
      try {
        results.push(await this.takeOne(device, event));
      } catch (error) {
        if (results.length === 0) throw error;
        break;
      }
    }
    return { accepted_through: results.at(-1)?.seq ?? 0, results };
  }

  private async takeOne(device: KnownDevice, event: DeviceEvent): Promise<EventResult> {
    try {
      const take = this.takers.get(event.type);
      if (!take) throw new InvalidArgument(`Events of type ${event.type} are not known here`);
      await take(device, readEventPayload(event.type, event.occurred_at, event.payload));
      return { seq: event.seq, ok: true };
    } catch (error) {
      if (isPassing(error)) throw error;
      const { code, message, details } = error as DomainError;
      // A broken shape and a differing order were kept by those who found them.
      if (!(error instanceof ValidationFailed) && code !== 'CONFLICT') {
        await this.quarantine.keep(device.deviceId, `events: ${event.type}`, event.payload, message);
      }
      return { seq: event.seq, ok: false, error: { code, message, ...(details ? { details } : {}) } };
    }
  }
}
