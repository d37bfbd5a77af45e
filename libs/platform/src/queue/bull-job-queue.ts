import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Unavailable } from '../errors';
import { ThrottledLog } from '../logging';
import { COMMAND_TIMEOUT_MS } from '../redis';
import { BullQueues } from './bull-queues';
import type { JobDefinition } from './job-definition';
import { JobQueue, QUEUE_STATES, type QueueDepth, type Ring } from './job-queue';
import { QueueConnections } from './queue-connections';
import { withTimeout } from '../deadline';

const RINGS_PER_ROUND_TRIP = 500;
const IDLE_POLL_MS = 20;

@Injectable()
export class BullJobQueue extends JobQueue implements OnModuleInit {
  private readonly log = new ThrottledLog('JobQueue');

  constructor(
    private readonly queues: BullQueues,
    private readonly connections: QueueConnections,
  ) {
    super();
  }

  /** Opens the connection at start, so that the first ring finds it ready. */
  onModuleInit(): void {
    this.queues.all();
  }

  ring(job: JobDefinition, ring: Ring): Promise<boolean> {
    return this.ringAll(job, [ring]);
  }

  async ringAll(job: JobDefinition, rings: readonly Ring[]): Promise<boolean> {
    if (rings.length === 0) return true;
    try {
      for (let from = 0; from < rings.length; from += RINGS_PER_ROUND_TRIP) {
        await this.add(job, rings.slice(from, from + RINGS_PER_ROUND_TRIP));
      }
      return true;
    } catch (error) {
      this.log.warn(`Could not ring "${job.name}"; its sweep will`, error);
      return false;
    }
  }

  async depths(): Promise<QueueDepth[]> {
    this.refuseWhileAway();
    const queues = this.queues.all();
    const counts = await withTimeout(
      Promise.all(queues.map((queue) => queue.getJobCounts())),
      COMMAND_TIMEOUT_MS,
    );
    return queues.flatMap((queue, index) =>
      QUEUE_STATES.map((state) => ({
        queue: queue.name,
        state,
        count: (counts[index] as Partial<Record<string, number>> | undefined)?.[state] ?? 0,
      })),
    );
  }

  async whenIdle(timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const busy = (await this.depths()).filter(({ state, count }) => count > 0 && state !== 'failed');
      if (busy.length === 0) return;
      if (Date.now() > deadline) throw new Error(`Queues are still busy: ${JSON.stringify(busy)}`);
      await new Promise((resolve) => setTimeout(resolve, IDLE_POLL_MS));
    }
  }

  private async add(job: JobDefinition, rings: readonly Ring[]): Promise<void> {
    this.refuseWhileAway();
    const queue = this.queues.get(job.queue);
    const jobs = rings.map(({ id, attempt = 0 }) => ({
      name: job.name,
      data: { id, attempt },
      opts: { jobId: `${job.name}:${id}:${attempt}` },
    }));
    await withTimeout(queue.addBulk(jobs), COMMAND_TIMEOUT_MS);
  }

  /** A job added while Redis is away would wait in memory and appear long after its row was settled. */
  private refuseWhileAway(): void {
    if (this.connections.client.status !== 'ready') throw new Unavailable('The queue is not connected');
  }
}
