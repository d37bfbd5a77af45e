import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { ThrottledLog } from '../logging';
import { parseRedisUrl, type RedisAddress } from './redis-url';

export type RedisConnection = Redis | Cluster;

/**
 * What a connection is for:
 * - `commands`: short questions with a bound; fails at once while Redis is away, never queues;
 * - `patient`: the worker's own bookkeeping; waits for Redis to come back;
 * - `blocking`: BRPOPLPUSH and subscriptions of Bull, which demands these two options. The ready check must be off:
 *   on a subscriber it loses the SUBSCRIBE that was sent before it (redis/ioredis#2037);
 * - `following`: a blocking read whose owner wants to know about every lost connection.
 */
export type RedisUse = 'commands' | 'patient' | 'blocking' | 'following';

/** A request must not hang on Redis: everything it may ask is answered or refused within this. */
export const COMMAND_TIMEOUT_MS = 1_500;

const BASE: RedisOptions = {
  connectTimeout: 5_000,
  keepAlive: 10_000,
  retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 2_000),
  // After a failover the old master answers READONLY: connect again, to the new one.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
};

const BY_USE: Record<RedisUse, RedisOptions> = {
  commands: { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS },
  patient: { maxRetriesPerRequest: null },
  blocking: { enableReadyCheck: false, maxRetriesPerRequest: null },
  following: { enableOfflineQueue: false, maxRetriesPerRequest: 0 },
};

const log = new ThrottledLog('Redis');

/** Connects in the background; never throws for an absent server, and its errors never end the process. */
export function connectRedis(url: string, use: RedisUse, name: string): RedisConnection {
  const address = parseRedisUrl(url);
  const options = { ...BASE, ...BY_USE[use], connectionName: `coffee-${name}`, ...credentials(address) };
  const connection = open(address, options);
  connection.on('error', (error: unknown) => log.warn(`Redis connection "${name}" failed`, error));
  return connection;
}

function open(address: RedisAddress, options: RedisOptions): RedisConnection {
  if (address.kind === 'cluster') {
    const { enableOfflineQueue, ...redisOptions } = options;
    return new Cluster(address.hosts, {
      redisOptions,
      enableOfflineQueue,
      clusterRetryStrategy: BASE.retryStrategy as (attempt: number) => number,
    });
  }
  if (address.kind === 'sentinel') {
    return new Redis({ ...options, sentinels: address.hosts, name: address.masterName, db: address.db });
  }
  return new Redis({ ...options, ...address.hosts[0], db: address.db });
}

function credentials({ username, password, tls }: RedisAddress): RedisOptions {
  return { username, password, ...(tls ? { tls: {} } : {}) };
}

/** True once the connection is usable, false when it is not within the time. */
export function whenRedisReady(connection: RedisConnection, timeoutMs: number): Promise<boolean> {
  if (connection.status === 'ready') return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (ready: boolean): void => {
      clearTimeout(timer);
      connection.off('ready', onReady);
      connection.off('end', onEnd);
      resolve(ready);
    };
    const onReady = (): void => settle(true);
    const onEnd = (): void => settle(false);
    const timer = setTimeout(onEnd, timeoutMs);
    connection.once('ready', onReady);
    connection.once('end', onEnd);
  });
}
