import type { TaskStatus } from '@coffee/contract/tasks';
import { DomainError, isDatabaseUnavailable } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable, Logger } from '@nestjs/common';
import { LEASE_SECONDS, TaskClaims, type ClaimedTask, type TaskFigures } from './task-claims';
import { ProgressMeter } from './progress-meter';
import { TaskRunners, type TaskOutcome, type TaskRun } from './task-runners';
import { secondsLeft } from './tasks.mapper';
import { TaskGivenUp } from './tasks.errors';
import { RUN_TASK } from './tasks.jobs';

/** Tries of a task, crashes of its worker included. */
const MAX_ATTEMPTS = 5;
const SWEEP_LIMIT = 200;
const NOTHING_YET: TaskFigures = { percent: 0, done: 0, total: null, unit: null, rate: null };

/** Does the work of one row, safely when two workers try: one claims, the other finds nothing to do. */
@Injectable()
export class TaskRuns {
  private readonly logger = new Logger('TaskRuns');

  constructor(
    private readonly claims: TaskClaims,
    private readonly runners: TaskRunners,
    private readonly live: LivePublisher,
    private readonly metrics: ProcessMetrics,
    private readonly queue: JobQueue,
  ) {}

  async run(taskId: string): Promise<void> {
    const task = await this.claims.claim(taskId);
    if (!task) return;
    const stopTimer = this.metrics.taskDuration.startTimer({ task_type: task.type });
    try {
      await this.attempt(task);
    } catch (error) {
      if (!(error instanceof TaskGivenUp)) throw error;
      this.logger.log({ msg: 'A task was given up', task: taskId, type: task.type });
    } finally {
      stopTimer();
    }
  }

  /** Rings again for what is due. The bell may be lost, the row is not. */
  async sweep(): Promise<void> {
    const due = await this.claims.findDue(SWEEP_LIMIT);
    await this.queue.ringAll(RUN_TASK, due);
  }

  private async attempt(task: ClaimedTask): Promise<void> {
    const runner = this.runners.find(task.type);
    // A task that killed its worker again and again, or one of a version that knew its type.
    if (task.attempts > MAX_ATTEMPTS) return this.fail(task, `Gave up after ${MAX_ATTEMPTS} attempts`);
    if (!runner) return this.fail(task, `Nobody knows how to do "${task.type}"`);
    const lease = this.keepLease(task);
    try {
      this.announce(task, 'running', NOTHING_YET);
      const outcome = (await runner(task.params, lease.run)) ?? {};
      await this.claims.settle(task, { status: 'success', ...resultOf(task, outcome) });
      this.ended(task, 'success', { ...lease.meter.figures, percent: 100 });
    } catch (error) {
      await this.handle(task, error);
    } finally {
      lease.stop();
    }
  }

  private async handle(task: ClaimedTask, error: unknown): Promise<void> {
    if (error instanceof TaskGivenUp) throw error;
    // Nothing can be written now. The lease runs out, and the sweep finds the row again.
    if (isDatabaseUnavailable(error)) throw error;
    const message = error instanceof DomainError ? error.message : 'An internal error, told in the log';
    if (!(error instanceof DomainError))
      this.logger.error({ msg: 'A task failed', task: task.taskId, type: task.type, err: error });
    if (isWorthRetrying(error) && task.attempts < MAX_ATTEMPTS) {
      await this.claims.postpone(task, 5 * 2 ** task.attempts, message);
      return;
    }
    await this.fail(task, message);
  }

  private async fail(task: ClaimedTask, errorMessage: string): Promise<void> {
    await this.claims.settle(task, { status: 'fail', errorMessage });
    this.ended(task, 'fail', NOTHING_YET);
  }

  private ended(task: ClaimedTask, status: 'success' | 'fail', figures: TaskFigures): void {
    this.metrics.tasks.inc({ task_type: task.type, status });
    this.announce(task, status, figures);
  }

  private announce(task: ClaimedTask, status: TaskStatus, figures: TaskFigures): void {
    const { done, total, rate, percent: progress } = figures;
    const eta_seconds = status === 'running' ? secondsLeft(figures) : null;
    const told = { task_id: task.taskId, type: task.type, status, progress, total, rate, eta_seconds };
    this.live.publish('task.progress', { merchantId: task.merchantId }, { ...told, done: done ?? 0 });
  }

  /** Renews the lease while the runner is silent, and stops the runner when the task is taken from it. */
  private keepLease(task: ClaimedTask): { run: TaskRun; meter: ProgressMeter; stop: () => void } {
    const abort = new AbortController();
    const meter = new ProgressMeter();
    const renew = async (figures?: TaskFigures): Promise<void> => {
      try {
        await this.claims.renew(task, figures);
      } catch (error) {
        if (error instanceof TaskGivenUp) abort.abort(error);
        throw error;
      }
    };
    const timer = setInterval(() => void renew().catch(() => undefined), (LEASE_SECONDS * 1_000) / 3);
    const progress: TaskRun['progress'] = async (told) => {
      const figures = meter.read(told);
      if (!figures) return;
      await renew(figures);
      this.announce(task, 'running', figures);
    };
    const keep: TaskRun['keep'] = (tx, result) => this.claims.keep(tx, task, result);
    return { run: { task, signal: abort.signal, progress, keep }, meter, stop: () => clearInterval(timer) };
  }
}

function resultOf({ taskId }: ClaimedTask, { file, resultUrl, result }: TaskOutcome) {
  return {
    result: result ?? null,
    file: file ?? null,
    resultUrl: file ? `/api/v1/tasks/${taskId}/download` : (resultUrl ?? null),
  };
}

function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof DomainError) || ['unavailable', 'upstream', 'limited'].includes(error.kind);
}
