import { randomUUID } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config';
import { ThrottledLog } from '../logging';
import { connectRedis, RedisCommands, type RedisConnection } from '../redis';

const CHANNEL = 'coffee:commands';
const IDS_PER_MESSAGE = 1_000;

export interface DoorbellListener {
  /** Something may wait for these machines now. */
  onRing: (deviceIds: readonly string[]) => void;
  /** Rings may have been lost: look for everybody. */
  onGap: () => void;
}

/**
 * Tells every API process that something was committed for a machine, so that its waiting poll looks again at once. It
 * carries no truth: a ring that is lost costs the time until the machine's next poll.
 */
@Injectable()
export class Doorbell implements OnApplicationShutdown {
  private readonly log = new ThrottledLog('Doorbell');
  private readonly listeners = new Set<DoorbellListener>();
  private readonly self = randomUUID();
  private connection: RedisConnection | null = null;

  constructor(
    private readonly config: Config,
    private readonly redis: RedisCommands,
  ) {}

  /** Call it after the commit. Returns at once and never fails. */
  ring(deviceIds: readonly string[]): void {
    if (deviceIds.length === 0) return;
    for (const listener of this.listeners) listener.onRing(deviceIds);
    if (!this.redis.isReady) return this.log.warn('Waiting machines are not woken elsewhere: Redis is away');
    for (let at = 0; at < deviceIds.length; at += IDS_PER_MESSAGE) {
      const message = JSON.stringify([this.self, ...deviceIds.slice(at, at + IDS_PER_MESSAGE)]);
      this.redis.connection
        .publish(CHANNEL, message)
        .catch((error: unknown) => this.log.warn('Waiting machines were not woken elsewhere', error));
    }
  }

  /** Returns the function that ends it. Opens the subscription with the first listener. */
  listen(listener: DoorbellListener): () => void {
    this.listeners.add(listener);
    this.open();
    return () => this.listeners.delete(listener);
  }

  onApplicationShutdown(): void {
    this.listeners.clear();
    this.connection?.disconnect();
  }

  private open(): void {
    if (this.connection) return;
    const connection = connectRedis(this.config.redisUrl, 'blocking', 'doorbell');
    this.connection = connection;
    connection.on('ready', () => void this.subscribe(connection));
    connection.on('message', (_channel: string, message: string) => this.hear(message));
  }

  private async subscribe(connection: RedisConnection): Promise<void> {
    try {
      await connection.subscribe(CHANNEL);
      for (const listener of this.listeners) listener.onGap();
    } catch (error) {
      this.log.warn('The doorbell is not heard', error);
    }
  }

  private hear(message: string): void {
    const heard = parseMessage(message);
    if (!heard || heard[0] === this.self) return;
    const ids = heard.slice(1);
    for (const listener of this.listeners) listener.onRing(ids);
  }
}

function parseMessage(message: string): string[] | null {
  try {
    const parts: unknown = JSON.parse(message);
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : null;
  } catch {
    return null;
  }
}
