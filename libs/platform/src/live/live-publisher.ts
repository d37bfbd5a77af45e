import type { LiveEventData, LiveEventName } from '@coffee/contract/live';
import { Injectable } from '@nestjs/common';
import { ThrottledLog } from '../logging';
import { RedisCommands } from '../redis';
import { GAP_FIELDS, LIVE_STREAM, LIVE_STREAM_LENGTH, toFields } from './live-event';

export interface LiveScope {
  merchantId: number | null;
}

/**
 * Tells the browsers. Call it after the commit. It returns at once and never fails: without Redis the event is dropped,
 * and when Redis is back a mark in the stream makes the pages read the truth again.
 */
@Injectable()
export class LivePublisher {
  private readonly log = new ThrottledLog('Live');
  private dropped = false;

  constructor(private readonly redis: RedisCommands) {
    redis.connection.on('ready', () => {
      if (this.dropped) this.append(GAP_FIELDS, () => (this.dropped = false));
    });
  }

  publish<Name extends LiveEventName>(
    event: Name,
    { merchantId }: LiveScope,
    data: LiveEventData[Name],
  ): void {
    if (this.redis.isReady) return this.append(toFields(event, merchantId, data));
    this.dropped = true;
    this.log.warn('Live events are dropped: Redis is away');
  }

  private append(fields: string[], onDone: () => void = () => undefined): void {
    this.redis.connection
      .xadd(LIVE_STREAM, 'MAXLEN', '~', LIVE_STREAM_LENGTH, '*', ...fields)
      .then(onDone, (error: unknown) => {
        this.dropped = true;
        this.log.warn('A live event was dropped', error);
      });
  }
}
