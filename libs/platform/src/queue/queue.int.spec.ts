import { eventually } from '@coffee/testing/eventually';
import { SeverableProxy } from '@coffee/testing/severable-proxy';
import { Injectable, Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Config, ConfigModule, loadConfig } from '../config';
import { Handles, JobQueue, QueueModule, defineJob } from './index';

const brew = defineJob({ name: 'spec-brew', queue: 'spec-bar' });

@Injectable()
class BrewProcessor {
  readonly seen: string[] = [];
  gate: Promise<void> = Promise.resolve();

  @Handles(brew)
  async brew(id: string, attempt: number): Promise<void> {
    this.seen.push(`${id}/${attempt}`);
    await this.gate;
    if (id === 'broken') throw new Error('as told');
  }
}

const REDIS_URL = withDatabaseNumber(loadConfig().redisUrl, 11);

function withDatabaseNumber(url: string, number: number): string {
  const changed = new URL(url);
  changed.pathname = `/${number}`;
  return changed.toString();
}

describe('the doorbell', () => {
  let proxy: SeverableProxy;
  let redis: Redis;
  let worker: TestingModule;
  let queue: JobQueue;
  let processor: BrewProcessor;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    redis = new Redis(REDIS_URL);
    await redis.flushdb();
    proxy = await SeverableProxy.before(REDIS_URL);
    const config = new Config({ ...loadConfig(), queueRedisUrl: proxy.through(REDIS_URL) });
    @Module({ imports: [ConfigModule.of(config), QueueModule.consumer()], providers: [BrewProcessor] })
    class WorkerModule {}
    worker = await Test.createTestingModule({ imports: [WorkerModule] }).compile();
    worker.useLogger(false);
    await worker.init();
    queue = worker.get(JobQueue);
    processor = worker.get(BrewProcessor);
  });

  afterAll(async () => {
    await worker?.close();
    await proxy?.sever();
    redis?.disconnect();
  });

  beforeEach(async () => {
    processor.seen.length = 0;
    processor.gate = Promise.resolve();
    await reachable();
  });

  const reachable = (): Promise<void> =>
    eventually('the queue answers', () =>
      queue.depths().then(
        () => true,
        () => false,
      ),
    );

  it('brings a ring to the processor, with its attempt', async () => {
    expect(await queue.ring(brew, { id: 'a' })).toBe(true);
    expect(await queue.ring(brew, { id: 'a', attempt: 1 })).toBe(true);
    await queue.whenIdle();
    expect(processor.seen.sort()).toEqual(['a/0', 'a/1']);
  });

  it('rings many times with one call', async () => {
    const rings = Array.from({ length: 1_200 }, (_, index) => ({ id: String(index) }));
    expect(await queue.ringAll(brew, rings)).toBe(true);
    await queue.whenIdle();
    expect(new Set(processor.seen).size).toBe(1_200);
  });

  it('queues one attempt once while it waits or runs, and again when it is done', async () => {
    let open: () => void = () => undefined;
    processor.gate = new Promise((resolve) => (open = resolve));
    await queue.ring(brew, { id: 'twice' });
    await eventually('the first run began', () => processor.seen.length === 1);
    await queue.ring(brew, { id: 'twice' });
    open();
    await queue.whenIdle();
    expect(processor.seen).toEqual(['twice/0']);
    await queue.ring(brew, { id: 'twice' });
    await queue.whenIdle();
    expect(processor.seen).toHaveLength(2);
  });

  it('forgets a failed job, so that the same attempt can be rung again', async () => {
    await queue.ring(brew, { id: 'broken' });
    await queue.whenIdle();
    await queue.ring(brew, { id: 'broken' });
    await queue.whenIdle();
    expect(processor.seen).toEqual(['broken/0', 'broken/0']);
  });

  it('says no at once while Redis is away, leaves no ghost, and works again when it is back', async () => {
    await proxy.sever();
    const startedAt = performance.now();
    expect(await queue.ring(brew, { id: 'ghost' })).toBe(false);
    expect(await queue.ring(brew, { id: 'ghost-2' })).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    await proxy.mend();
    await reachable();
    await eventually('a ring goes through', () => queue.ring(brew, { id: 'after' }));
    await eventually('the worker hears it', () => processor.seen.includes('after/0'));
    expect(processor.seen).not.toContain('ghost-2/0');
  });

  it('goes on after a flush', async () => {
    await redis.flushdb();
    await eventually('the worker hears again', async () => {
      await queue.ring(brew, { id: 'flushed' });
      return processor.seen.includes('flushed/0');
    });
    await queue.whenIdle();
  });
});
