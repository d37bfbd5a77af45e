import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { QueueOptions } from 'bull';
import { Config } from '../config';
import { connectRedis, type RedisConnection } from '../redis';

export const QUEUE_ROLE = Symbol('QUEUE_ROLE');
/** Producers ring and forget; consumers work too and wait for Redis when it is away. */
export type QueueRole = 'producer' | 'consumer';

/** Braces: all keys of a queue fall into one slot of a Redis cluster. */
const PREFIX = '{coffee}';

/** All queues of a process share two connections; each consumer needs one more of its own to block on. */
@Injectable()
export class QueueConnections implements OnApplicationShutdown {
  private readonly opened: RedisConnection[] = [];
  private readonly shared = new Map<string, RedisConnection>();

  constructor(
    private readonly config: Config,
    @Inject(QUEUE_ROLE) private readonly role: QueueRole,
  ) {}

  get client(): RedisConnection {
    return this.sharedConnection('client');
  }

  queueOptions(): QueueOptions {
    return {
      prefix: PREFIX,
      // Bull's types know single servers only; a cluster connection works the same.
      createClient: (type) =>
        this.connectionFor(type) as ReturnType<NonNullable<QueueOptions['createClient']>>,
      // A worker that died gives its jobs back within half a minute; a job that kills its worker is given up by Bull
      // after three and found again by the sweep of its rows.
      settings: {
        lockDuration: 30_000,
        stalledInterval: 5_000,
        maxStalledCount: 3,
        retryProcessDelay: 1_000,
      },
      // A finished job must leave no trace: a kept one would swallow the next ring with its id without a word.
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
    };
  }

  onApplicationShutdown(): void {
    for (const connection of this.opened) connection.disconnect();
  }

  private connectionFor(type: 'client' | 'subscriber' | 'bclient'): RedisConnection {
    return type === 'bclient' ? this.open('bclient') : this.sharedConnection(type);
  }

  private sharedConnection(type: 'client' | 'subscriber'): RedisConnection {
    const known = this.shared.get(type);
    if (known) return known;
    const connection = this.open(type);
    this.shared.set(type, connection);
    return connection;
  }

  private open(type: 'client' | 'subscriber' | 'bclient'): RedisConnection {
    const clientUse = this.role === 'consumer' ? 'patient' : 'commands';
    const use = type === 'client' ? clientUse : 'blocking';
    const connection = connectRedis(this.config.queueRedisUrl, use, `queue-${type}`);
    connection.setMaxListeners(0);
    this.opened.push(connection);
    return connection;
  }
}
