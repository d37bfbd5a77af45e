import type { TaskStatus } from '@coffee/contract/tasks';
import { DomainError, isDatabaseUnavailable } from '@coffee/platform/errors';
import { LivePublisher } from '@coffee/platform/live';
import { ProcessMetrics } from '@coffee/platform/metrics';
import { JobQueue } from '@coffee/platform/queue';
import { Injectable, Logger } from '@nestjs/common';
import { TaskAttempt, type Told } from './task-attempt';
import { TaskClaims, type ClaimedTask } from './task-claims';
import type { JournalWords } from './task-journal';
import { failed, finished, willTryAgain } from './task-log-words';
import { TaskRunners, type TaskOutcome } from './task-runners';
import { secondsLeft } from './tasks.mapper';
import { TaskGivenUp } from './tasks.errors';
import { RUN_TASK } from './tasks.jobs';

/** Tries of a task, crashes of its worker included. */
const MAX_ATTEMPTS = 5;
const SWEEP_LIMIT = 200;
const NOTHING_YET = { percent: 0, done: 0, total: null, unit: null, rate: null, step: null };

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
    const tell = (told: Told) => this.announce(task, 'running', told);
    const attempt = new TaskAttempt(task, runner.steps, this.claims, tell);
    try {
      await attempt.begin();
      const outcome = (await runner.run(task.params, attempt.run)) ?? {};
      const words = attempt.closing('success', finished(outcome.file ?? null));
      const lastLine = await this.claims.settle(
        task,
        { status: 'success', ...resultOf(task, outcome) },
        words,
      );
      this.ended(task, 'success', { ...attempt.told, percent: 100, lastLine });
    } catch (error) {
      await this.handle(attempt, error);
    } finally {
      attempt.stop();
    }
  }

  private async handle(attempt: TaskAttempt, error: unknown): Promise<void> {
    if (error instanceof TaskGivenUp) throw error;
    // Nothing can be written now. The lease runs out, and the sweep finds the row again.
    if (isDatabaseUnavailable(error)) throw error;
    const { task } = attempt;
    const message = error instanceof DomainError ? error.message : 'An internal error, told in the log';
    if (!(error instanceof DomainError))
      this.logger.error({ msg: 'A task failed', task: task.taskId, type: task.type, err: error });
    if (!isWorthRetrying(error) || task.attempts >= MAX_ATTEMPTS)
      return this.fail(task, message, attempt.closing('fail', failed(message)));
    const seconds = 5 * 2 ** task.attempts;
    const words = attempt.closing('fail', willTryAgain(message, seconds));
    const lastLine = await this.claims.postpone(task, seconds, message, words);
    this.announce(task, 'pending', { ...attempt.told, lastLine });
  }

  private async fail(task: ClaimedTask, errorMessage: string, words?: JournalWords): Promise<void> {
    const told = words ?? { lines: [failed(errorMessage)] };
    const lastLine = await this.claims.settle(task, { status: 'fail', errorMessage }, told);
    this.ended(task, 'fail', { ...NOTHING_YET, lastLine });
  }

  private ended(task: ClaimedTask, status: 'success' | 'fail', told: Told): void {
    this.metrics.tasks.inc({ task_type: task.type, status });
    this.announce(task, status, { ...told, step: null });
  }

  private announce(task: ClaimedTask, status: TaskStatus, told: Told): void {
    const { done, total, rate, percent: progress, step, lastLine: last_line } = told;
    const eta_seconds = status === 'running' ? secondsLeft(told) : null;
    const { taskId: task_id, type, merchantId } = task;
    this.live.publish(
      'task.progress',
      { merchantId },
      { task_id, type, status, progress, done: done ?? 0, total, rate, eta_seconds, step, last_line },
    );
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
