import type { LiveEventData, LiveEventName } from '@coffee/contract/live';
import { Injectable } from '@nestjs/common';
import { ThrottledLog } from '../logging';
import { RedisCommands } from '../redis';
import { LIVE_STREAM, LIVE_STREAM_LENGTH, toFields } from './live-event';

export interface LiveScope {
  merchantId: number | null;
}

/**
 * Tells the browsers. Call it after the commit. It returns at once and never fails: without Redis the event is dropped,
 * and the pages read the truth again when their stream comes back.
 */
@Injectable()
export class LivePublisher {
  private readonly log = new ThrottledLog('Live');

  constructor(private readonly redis: RedisCommands) {}

  publish<Name extends LiveEventName>(
    event: Name,
    { merchantId }: LiveScope,
    data: LiveEventData[Name],
  ): void {
    if (!this.redis.isReady) return this.log.warn('Live events are dropped: Redis is away');
    const fields = toFields(event, merchantId, data);
    this.redis.connection
      .xadd(LIVE_STREAM, 'MAXLEN', '~', LIVE_STREAM_LENGTH, '*', ...fields)
      .catch((error: unknown) => this.log.warn('A live event was dropped', error));
  }
}
