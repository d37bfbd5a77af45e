import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Job } from 'bull';
import { runWithContext } from '../context';
import { BullQueues } from './bull-queues';
import { declaredJobs } from './job-definition';
import { JobHandlers, missingOrDoubled, type BoundHandler } from './job-handlers';
import { withTimeout } from '../deadline';

/** Jobs of one queue at a time in one process: they wait for the database and for providers, not for the CPU. */
const CONCURRENCY = 8;
/** What a shutdown grants to jobs in hand; after it their leases give them to another worker. */
const GRACE_MS = 25_000;
/** `close` waits for Redis; without it there is nothing to say goodbye to. */
const CLOSE_MS = 2_000;

interface JobData {
  id: string;
  attempt: number;
}

/** The consuming half: checks the processors at boot, runs them, and lets them finish at shutdown. */
@Injectable()
export class JobConsumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('JobConsumers');
  private readonly handlers = new Map<string, BoundHandler>();
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly queues: BullQueues,
    private readonly found: JobHandlers,
  ) {}

  onApplicationBootstrap(): void {
    const handlers = this.found.collect();
    const faults = missingOrDoubled(declaredJobs(), handlers);
    if (faults.length > 0) throw new Error(faults.join('; '));
    for (const handler of handlers) this.handlers.set(handler.job.name, handler);
    for (const queue of this.queues.all()) {
      // Resolves only when the queue is closed; while Redis is away it waits, and errors reach the queue's listener.
      queue.process('*', CONCURRENCY, (job: Job<JobData>) => this.track(job)).catch(() => undefined);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const queue of this.queues.all()) queue.pause(true, true).catch(() => undefined);
    await withTimeout(Promise.allSettled(this.running), GRACE_MS).catch(() => {
      this.logger.warn({
        msg: 'Some jobs did not finish in time; their leases will pass them on',
        jobs: this.running.size,
      });
    });
    await withTimeout(Promise.allSettled(this.queues.all().map((queue) => queue.close())), CLOSE_MS).catch(
      () => undefined,
    );
  }

  private async track(job: Job<JobData>): Promise<void> {
    const run = runWithContext({ requestId: `job:${String(job.id)}` }, () => this.run(job));
    this.running.add(run);
    try {
      await run;
    } finally {
      this.running.delete(run);
    }
  }

  private async run(job: Job<JobData>): Promise<void> {
    const handler = this.handlers.get(job.name);
    if (!handler) {
      // Left by another version: its row is still there for the version that knows it.
      this.logger.warn({ msg: 'Nobody handles this job here', job: job.name });
      return;
    }
    try {
      await handler.run(job.data.id, job.data.attempt);
    } catch (error) {
      this.logger.error({ msg: 'A job failed', job: job.name, id: job.data.id, err: error });
      throw error;
    }
  }
}
