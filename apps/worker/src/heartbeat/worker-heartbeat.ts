import { hostname } from 'node:os';
import { HEARTBEAT_SECONDS, WorkerHeartbeats } from '@coffee/features/tasks';
import { Config } from '@coffee/platform/config';
import { ThrottledLog } from '@coffee/platform/logging';
import { MetricsSnapshots } from '@coffee/platform/metrics';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';

/** Says every few seconds that this process lives, and hands its counters to the API. */
@Injectable()
export class WorkerHeartbeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new ThrottledLog('WorkerHeartbeat');
  private readonly name = `${hostname()}:${process.pid}`;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly config: Config,
    private readonly heartbeats: WorkerHeartbeats,
    private readonly snapshots: MetricsSnapshots,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(() => void this.beat(), HEARTBEAT_SECONDS * 1_000);
    await this.beat();
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await Promise.allSettled([this.heartbeats.leave(this.name), this.snapshots.withdraw()]);
  }

  private async beat(): Promise<void> {
    const said = await Promise.allSettled([
      this.heartbeats.beat(this.name, this.config.workerRole),
      this.snapshots.publish(),
    ]);
    for (const one of said)
      if (one.status === 'rejected') this.log.warn('A heartbeat was not heard', one.reason);
  }
}
