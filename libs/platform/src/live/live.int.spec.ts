import { eventually } from '@coffee/testing/eventually';
import { SeverableProxy } from '@coffee/testing/severable-proxy';
import { Logger, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Config, ConfigModule, loadConfig } from '../config';
import { RedisCommands } from '../redis';
import { FIRST_STREAM_ID, LIVE_STREAM, LiveModule, LivePublisher, LiveReader, type LiveEvent } from './index';

const REDIS_URL = withDatabaseNumber(loadConfig().redisUrl, 12);

function withDatabaseNumber(url: string, number: number): string {
  const changed = new URL(url);
  changed.pathname = `/${number}`;
  return changed.toString();
}

interface Browser {
  events: LiveEvent[];
  resets: number;
  ids: () => unknown[];
}

describe('live events', () => {
  let proxy: SeverableProxy;
  let redis: Redis;
  let app: TestingModule;
  let publisher: LivePublisher;
  let reader: LiveReader;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    redis = new Redis(REDIS_URL);
    await redis.flushdb();
    proxy = await SeverableProxy.before(REDIS_URL);
    const config = new Config({ ...loadConfig(), redisUrl: proxy.through(REDIS_URL) });
    @Module({ imports: [ConfigModule.of(config), LiveModule] })
    class SpecModule {}
    app = await Test.createTestingModule({ imports: [SpecModule] }).compile();
    await app.init();
    publisher = app.get(LivePublisher);
    reader = app.get(LiveReader);
    await app.get(RedisCommands).whenReady();
  });

  afterEach(async () => {
    await app.close();
    await proxy.sever();
    redis.disconnect();
  });

  async function open(): Promise<Browser> {
    const browser: Browser = { events: [], resets: 0, ids: () => browser.events.map(({ data }) => data) };
    reader.subscribe({
      onEvent: (event) => browser.events.push(event),
      onReset: () => (browser.resets += 1),
    });
    expect(await reader.whenFollowing(5_000)).toBe(true);
    return browser;
  }

  const tell = (taskId: string): void =>
    publisher.publish(
      'task.progress',
      { merchantId: 7 },
      {
        task_id: taskId,
        type: 'roast',
        status: 'running',
        progress: 1,
        done: 1,
        total: 100,
        rate: null,
        eta_seconds: null,
        step: null,
        last_line: 1,
      },
    );
  const told = (count: number) =>
    eventually(`the stream holds ${count}`, async () => (await redis.xlen(LIVE_STREAM)) >= count);

  it('reach every listener of the process with their topic and merchant', async () => {
    const [first, second] = [await open(), await open()];
    tell('one');
    await eventually('both heard', () => first.events.length === 1 && second.events.length === 1);
    expect(first.events[0]).toMatchObject({
      event: 'task.progress',
      topic: 'tasks',
      merchantId: 7,
      data: { task_id: 'one', status: 'running', progress: 1 },
    });
    expect(reader.lastId).toBe(first.events[0]?.id);
  });

  it('can be read again from the last one that was seen', async () => {
    const browser = await open();
    for (const id of ['one', 'two', 'three']) tell(id);
    await eventually('all came', () => browser.events.length === 3);
    const replay = await reader.replay(browser.events[0]?.id ?? '', 100);
    expect(replay).toMatchObject({
      reset: false,
      events: [{ data: { task_id: 'two' } }, { data: { task_id: 'three' } }],
    });
    expect(await reader.replay(browser.events[2]?.id ?? '', 100)).toEqual({ reset: false, events: [] });
  });

  it('are replayed from the very beginning while nothing was cut off', async () => {
    expect(await reader.replay(FIRST_STREAM_ID, 100)).toEqual({ reset: false, events: [] });
    tell('one');
    await told(1);
    expect(await reader.replay(FIRST_STREAM_ID, 100)).toMatchObject({
      reset: false,
      events: [{ data: { task_id: 'one' } }],
    });
  });

  it('answer with a reset when too much was missed, or when it is gone', async () => {
    const browser = await open();
    for (const id of ['one', 'two', 'three']) tell(id);
    await eventually('all came', () => browser.events.length === 3);
    const seen = browser.events[0]?.id ?? '';
    expect(await reader.replay(seen, 1)).toEqual({ reset: true });
    await redis.xtrim(LIVE_STREAM, 'MAXLEN', 1);
    expect(await reader.replay(seen, 100)).toEqual({ reset: true });
    await redis.flushdb();
    expect(await reader.replay(seen, 100)).toEqual({ reset: true });
    expect(await reader.replay('nonsense', 100)).toEqual({ reset: true });
  });

  it('come again after a lost connection, without a reset when nothing was missed for good', async () => {
    const browser = await open();
    tell('before');
    await eventually('the first came', () => browser.events.length === 1);
    await proxy.sever();
    await redis.xadd(
      LIVE_STREAM,
      '*',
      'event',
      'task.progress',
      'merchant_id',
      '',
      'data',
      '{"task_id":"meanwhile"}',
    );
    await proxy.mend();
    await eventually('the missed one came', () => browser.events.length === 2);
    expect(browser.ids()).toMatchObject([{ task_id: 'before' }, { task_id: 'meanwhile' }]);
    expect(browser.resets).toBe(0);
  });

  it('start over with a reset when the stream was lost while nobody could look', async () => {
    const browser = await open();
    tell('before');
    await eventually('the first came', () => browser.events.length === 1);
    await proxy.sever();
    await redis.flushdb();
    await proxy.mend();
    await eventually('everybody was told', () => browser.resets === 1);
    await app.get(RedisCommands).whenReady();
    tell('after');
    await eventually('new ones come', () => browser.events.length === 2);
  });

  it('are dropped without a word to their caller while Redis is away, and everybody reads anew after', async () => {
    const browser = await open();
    tell('before');
    await eventually('the first came', () => browser.events.length === 1);
    const seen = browser.events[0]?.id ?? '';
    await proxy.sever();
    await eventually('the publisher knows', () => !app.get(RedisCommands).isReady);
    expect(() => tell('lost')).not.toThrow();
    await proxy.mend();
    await eventually('everybody was told', () => browser.resets === 1);
    expect(browser.ids()).toMatchObject([{ task_id: 'before' }]);
    expect(await reader.replay(seen, 100)).toEqual({ reset: true });
  });

  it('that another version wrote are passed over', async () => {
    const browser = await open();
    await redis.xadd(LIVE_STREAM, '*', 'event', 'moon.rose', 'merchant_id', '', 'data', '{}');
    await redis.xadd(LIVE_STREAM, '*', 'event', 'task.progress', 'merchant_id', '', 'data', 'not json');
    tell('known');
    await eventually('the known one came', () => browser.events.length === 1);
    expect(browser.ids()).toMatchObject([{ task_id: 'known' }]);
  });
});
