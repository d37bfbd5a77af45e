import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AggregatorRegistry, collectDefaultMetrics, register } from 'prom-client';
import { ThrottledLog } from '../logging';
import { JobQueue } from '../queue';
import { answerPrimary, collectProcesses } from './cluster-metrics';
import { FactMetrics } from './fact-metrics';
import { MetricsSnapshots } from './snapshots';

/** The whole of `/metrics`: this API's processes and the workers summed, then the facts of the database. */
@Injectable()
export class MetricsPage implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly contentType = register.contentType;
  private readonly log = new ThrottledLog('Metrics');
  private stopAnswering: () => void = () => undefined;

  constructor(
    private readonly facts: FactMetrics,
    private readonly snapshots: MetricsSnapshots,
    private readonly queue: JobQueue,
  ) {}

  onApplicationBootstrap(): void {
    if (!register.getSingleMetric('process_cpu_seconds_total')) collectDefaultMetrics();
    this.stopAnswering = answerPrimary();
    this.facts.register('queues', async () => {
      for (const { queue, state, count } of await this.queue.depths())
        this.facts.queueDepth.set({ queue, state }, count);
    });
  }

  onApplicationShutdown(): void {
    this.stopAnswering();
  }

  async text(): Promise<string> {
    const [own, workers, facts] = await Promise.all([
      collectProcesses(),
      this.readWorkers(),
      this.facts.text(),
    ]);
    const summed = await AggregatorRegistry.aggregate([...own, ...workers]).metrics();
    return `${summed}\n${facts}`;
  }

  private async readWorkers() {
    try {
      return await this.snapshots.readAll();
    } catch (error) {
      this.log.warn('The metrics of the workers are not read', error);
      return [];
    }
  }
}
