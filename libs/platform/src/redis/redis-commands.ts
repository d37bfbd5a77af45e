import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config';
import { Unavailable } from '../errors';
import { COMMAND_TIMEOUT_MS, connectRedis, whenRedisReady, type RedisConnection } from './connect';

/** The process's one connection for short commands. Each is bounded; while Redis is away each fails at once. */
@Injectable()
export class RedisCommands implements OnApplicationShutdown {
  readonly connection: RedisConnection;

  constructor(config: Config) {
    this.connection = connectRedis(config.redisUrl, 'commands', 'commands');
  }

  get isReady(): boolean {
    return this.connection.status === 'ready';
  }

  whenReady(timeoutMs = COMMAND_TIMEOUT_MS): Promise<boolean> {
    return whenRedisReady(this.connection, timeoutMs);
  }

  /** Milliseconds of a round trip. */
  async ping(): Promise<number> {
    const startedAt = performance.now();
    if (!this.isReady) throw new Unavailable('Redis is not connected');
    await this.connection.ping();
    return performance.now() - startedAt;
  }

  onApplicationShutdown(): void {
    this.connection.disconnect();
  }
}

@Global()
@Module({ providers: [RedisCommands], exports: [RedisCommands] })
export class RedisModule {}
