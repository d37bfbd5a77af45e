import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config';
import { withTimeout } from '../deadline';
import { ThrottledLog } from '../logging';
import { connectRedis, whenRedisReady, type RedisConnection } from '../redis';
import {
  LIVE_STREAM,
  fromEntry,
  isGap,
  isSessionsEnded,
  type LiveEvent,
  type StreamEntry,
} from './live-event';
import { LiveStream, type Replay } from './live-stream';
import { FIRST_STREAM_ID } from './stream-id';

const BLOCK_MS = 5_000;
/** Longer than a blocking read may last: the server behind this socket is gone, whatever TCP says. */
const DEAD_MS = 10_000;
const BATCH = 500;
const RETRY_MS = 500;

export interface LiveListener {
  onEvent: (event: LiveEvent) => void;
  /** Events may have been lost on the way to this process: tell the client to read everything again. */
  onReset: () => void;
  /** Sessions were ended just now. */
  onSessionsEnded?: () => void;
}

/** One blocking read per process, fanned out in memory. Starts with its first listener. */
@Injectable()
export class LiveReader implements OnApplicationShutdown {
  private readonly logger = new Logger('LiveReader');
  private readonly log = new ThrottledLog('LiveReader');
  private readonly listeners = new Set<LiveListener>();
  private connection: RedisConnection | null = null;
  private position: string | null = null;
  private stopped = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly config: Config,
    private readonly stream: LiveStream,
  ) {}

  /** The id up to which events were told: what a new client may name later as the last one it saw. */
  get lastId(): string {
    return this.position ?? FIRST_STREAM_ID;
  }

  /** Resolves once the position is known; false when Redis does not answer in time. */
  async whenFollowing(timeoutMs = 1_500): Promise<boolean> {
    this.start();
    const deadline = Date.now() + timeoutMs;
    while (this.position === null && Date.now() < deadline && !this.stopped) await pause(10);
    return this.position !== null;
  }

  /** Returns the function that ends it. Listeners must not throw and must not block. */
  subscribe(listener: LiveListener): () => void {
    this.start();
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  replay(afterId: string, limit: number): Promise<Replay> {
    return this.stream.replay(afterId, limit);
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    this.listeners.clear();
    this.connection?.disconnect();
    this.wake();
  }

  private start(): void {
    if (this.connection || this.stopped) return;
    this.connection = connectRedis(this.config.redisUrl, 'following', 'live');
    void this.follow(this.connection);
  }

  private async follow(connection: RedisConnection): Promise<void> {
    while (!this.stopped) {
      try {
        if (!(await whenRedisReady(connection, BLOCK_MS))) continue;
        await this.catchUp();
        await this.readOn(connection);
      } catch (error) {
        if (this.stopped) return;
        if (connection.status === 'ready') connection.disconnect(true);
        this.log.warn('The live stream is interrupted', error);
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, RETRY_MS).unref();
        });
      }
    }
  }

  /** After a pause: go on where we were, or start over at the end when the stream is not the one we knew. */
  private async catchUp(): Promise<void> {
    const known = this.position;
    if (known === null) {
      this.position = await this.stream.lastId();
      return;
    }
    if (await this.stream.continuesFrom(known)) return;
    this.position = await this.stream.lastId();
    this.logger.warn({ msg: 'Live events were lost, clients start over', known, now: this.position });
    for (const listener of this.listeners) listener.onReset();
  }

  private async readOn(connection: RedisConnection): Promise<void> {
    for (;;) {
      const read = connection.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', LIVE_STREAM, this.lastId);
      const reply = (await withTimeout(read, DEAD_MS)) as [string, StreamEntry[]][] | null;
      const entries = reply?.[0]?.[1] ?? [];
      // Silence may be a flushed stream whose new ids are below ours, for example after the clock went back.
      if (entries.length === 0) await this.catchUp();
      for (const entry of entries) this.tell(entry);
    }
  }

  private tell(entry: StreamEntry): void {
    this.position = entry[0];
    if (isGap(entry)) for (const listener of this.listeners) listener.onReset();
    if (isSessionsEnded(entry)) for (const listener of this.listeners) listener.onSessionsEnded?.();
    const event = fromEntry(entry);
    if (!event) return;
    for (const listener of this.listeners) listener.onEvent(event);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
