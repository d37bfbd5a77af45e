import type { LiveEventData, LiveEventName } from '@coffee/contract/live';
import { Injectable } from '@nestjs/common';
import { ThrottledLog } from '../logging';
import { RedisCommands } from '../redis';
import { GAP_FIELDS, LIVE_STREAM, LIVE_STREAM_LENGTH, SESSIONS_ENDED_FIELDS, toFields } from './live-event';

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
  /** What happened in this turn of the event loop: a group commit tells of many at once, in one write. */
  private gathered: string[][] = [];

  constructor(private readonly redis: RedisCommands) {
    redis.connection.on('ready', () => {
      if (this.dropped) this.append(GAP_FIELDS);
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

  /** Makes every API process look at once whose streams may go on. Without Redis they look by themselves, a little later. */
  sessionsEnded(): void {
    if (this.redis.isReady) this.append(SESSIONS_ENDED_FIELDS);
  }

  private append(fields: string[]): void {
    this.gathered.push(fields);
    if (this.gathered.length === 1) setImmediate(() => void this.send());
  }

  private async send(): Promise<void> {
    const entries = this.gathered;
    this.gathered = [];
    const pipeline = this.redis.connection.pipeline();
    for (const fields of entries)
      pipeline.xadd(LIVE_STREAM, 'MAXLEN', '~', LIVE_STREAM_LENGTH, '*', ...fields);
    try {
      const failed = (await pipeline.exec())?.find(([error]) => error !== null);
      if (failed?.[0]) throw failed[0];
      if (entries.some((fields) => fields === GAP_FIELDS)) this.dropped = false;
    } catch (error) {
      this.dropped = true;
      this.log.warn('Live events were dropped', error);
    }
  }
}
