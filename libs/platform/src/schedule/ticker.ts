import { Logger } from '@nestjs/common';
import { runWithContext } from '../context';
import { isDatabaseUnavailable } from '../errors';
import { ThrottledLog } from '../logging';
import type { Rhythm } from './every.decorator';

export interface ScheduledTask extends Rhythm {
  run: () => Promise<unknown>;
}

/** Runs tasks at their pace while started. Ticks of one task never overlap, and none that fails stops the next. */
export class Ticker {
  private readonly logger = new Logger('Beat');
  private readonly log = new ThrottledLog('Beat');
  private readonly running = new Map<string, Promise<void>>();
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly tasks: readonly ScheduledTask[]) {}

  start(): void {
    if (this.timers.length > 0) return;
    for (const task of this.tasks) {
      this.tick(task);
      this.timers.push(setInterval(() => this.tick(task), task.seconds * 1_000));
    }
  }

  /** No further ticks; those that run may finish. */
  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
  }

  async whenIdle(): Promise<void> {
    await Promise.all(this.running.values());
  }

  private tick(task: ScheduledTask): void {
    if (this.running.has(task.name)) {
      this.log.warn(`"${task.name}" takes longer than its ${task.seconds} s`);
      return;
    }
    const run = runWithContext({ requestId: `beat:${task.name}` }, () => this.run(task));
    this.running.set(task.name, run);
    void run.finally(() => this.running.delete(task.name));
  }

  private async run(task: ScheduledTask): Promise<void> {
    try {
      await task.run();
    } catch (error) {
      if (isDatabaseUnavailable(error)) this.log.warn(`"${task.name}" waits for the database`, error);
      else this.logger.error({ msg: 'A scheduled task failed', task: task.name, err: error });
    }
  }
}
