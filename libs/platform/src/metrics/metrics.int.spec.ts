import { eventually } from '@coffee/testing/eventually';
import { Controller, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Redis } from 'ioredis';
import { Config, ConfigModule, loadConfig } from '../config';
import { QueueModule, defineJob } from '../queue';
import { RedisCommands } from '../redis';
import { MetricsModule, MetricsPage, MetricsPageModule, MetricsSnapshots, ProcessMetrics } from './index';

defineJob({ name: 'spec-count', queue: 'spec-counted' });

const redisUrl = new URL(loadConfig().redisUrl);
redisUrl.pathname = '/10';

@Controller()
class MetricsController {}

describe('the page of metrics', () => {
  let app: TestingModule;
  let redis: Redis;
  let page: MetricsPage;

  beforeAll(async () => {
    redis = new Redis(redisUrl.toString());
    await redis.flushdb();
    const url = redisUrl.toString();
    const config = new Config({ ...loadConfig(), redisUrl: url, queueRedisUrl: url });
    @Module({
      imports: [
        ConfigModule.of(config),
        MetricsModule,
        QueueModule.producer(),
        MetricsPageModule.withController(MetricsController),
      ],
    })
    class ApiModule {}
    app = await Test.createTestingModule({ imports: [ApiModule] }).compile();
    app.useLogger(false);
    await app.init();
    page = app.get(MetricsPage);
    await app.get(RedisCommands).whenReady();
  });

  afterAll(async () => {
    await app?.close();
    redis?.disconnect();
  });

  /** What another process counted, as it hands it over. */
  async function otherProcess(name: string, tasks: number, at: number): Promise<void> {
    const values = [{ value: tasks, labels: { task_type: 'export', status: 'success' } }];
    const metrics = [
      { name: 'background_tasks_total', help: 'x', type: 'counter', aggregator: 'sum', values },
    ];
    await redis.hset('coffee:metrics', name, JSON.stringify({ at, metrics }));
  }

  it('sums what this process and the workers counted, and forgets the dead', async () => {
    app.get(ProcessMetrics).tasks.inc({ task_type: 'export', status: 'success' }, 2);
    await otherProcess('worker-1', 5, Date.now());
    await otherProcess('worker-2', 7, Date.now());
    await otherProcess('long-gone', 100, Date.now() - 60_000);
    expect(await page.text()).toContain('background_tasks_total{task_type="export",status="success"} 14');
    expect((await redis.hkeys('coffee:metrics')).sort()).toEqual(['worker-1', 'worker-2']);
  });

  it('holds each name once, all names of the contract, and the depth of the queues', async () => {
    await eventually('the queues answer', async () => (await page.text()).includes('queue_depth{'));
    const text = await page.text();
    const names = text.match(/(?<=^# TYPE )\S+/gm) ?? [];
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'api_requests_total',
        'api_request_duration_seconds',
        'device_online_rate',
        'devices_total',
        'daily_orders_total',
        'order_value_cny',
        'pending_commands_count',
        'failed_dispatch_rate',
        'command_processing_duration_seconds',
        'material_low_count',
        'alarms_open',
        'refunds_total',
        'background_tasks_total',
        'task_processing_duration_seconds',
        'queue_depth',
        'sse_clients',
      ]),
    );
    expect(text).toContain('queue_depth{queue="spec-counted",state="waiting"} 0');
  });

  it('keeps the histograms of a handed over snapshot whole', async () => {
    app.get(ProcessMetrics).taskDuration.observe({ task_type: 'export' }, 0.3);
    await app.get(MetricsSnapshots).publish();
    // This process counts itself and finds its own snapshot: twice one.
    expect(await page.text()).toMatch(
      /task_processing_duration_seconds_bucket\{le="0.5",task_type="export"\} 2/,
    );
    await app.get(MetricsSnapshots).withdraw();
    expect(await page.text()).toMatch(/task_processing_duration_seconds_count\{task_type="export"\} 1/);
  });
});
