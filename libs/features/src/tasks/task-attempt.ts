import { ProgressMeter } from './progress-meter';
import { LEASE_SECONDS, type ClaimedTask, type TaskClaims, type TaskFigures } from './task-claims';
import type { JournalWords, LogLine } from './task-journal';
import { attemptBegan, stepBegan, stepGoesOn } from './task-log-words';
import type { Counted, TaskRun } from './task-runners';
import { TaskSteps } from './task-steps';
import { TaskGivenUp } from './tasks.errors';

const NOTHING_YET: TaskFigures = { percent: 0, done: 0, total: null, unit: null, rate: null };
/** Percents between two lines of the log. */
const LINE_PERCENTS = 10;

/** What is told live of an attempt that goes on. */
export interface Told extends TaskFigures {
  step: string | null;
  lastLine: number;
}

type Tell = (told: Told) => void;

/**
 * One worker's try at a task: renews the lease while the runner is silent, writes down how far it is, and stops the
 * runner when the task is taken from it.
 */
export class TaskAttempt {
  /** What the runner gets: free functions, so that it may hand them on one by one. */
  readonly run: TaskRun;
  private readonly abort = new AbortController();
  private readonly steps: TaskSteps;
  private readonly timer: ReturnType<typeof setInterval>;
  private meter = new ProgressMeter();
  private figures = NOTHING_YET;
  private lastLine: number;
  private percentOfLine = 0;

  constructor(
    readonly task: ClaimedTask,
    plan: Readonly<Record<string, number>>,
    private readonly claims: TaskClaims,
    private readonly tell: Tell,
  ) {
    this.steps = new TaskSteps(plan);
    this.lastLine = task.lastLine;
    this.run = {
      task,
      signal: this.abort.signal,
      step: (name) => this.step(name),
      log: (line) => this.log(line),
      progress: (told) => this.progress(told),
      keep: (tx, result) => claims.keep(tx, task, result),
    };
    const renew = () => void this.write().catch(() => undefined);
    this.timer = setInterval(renew, (LEASE_SECONDS * 1_000) / 3);
  }

  get told(): Told {
    return { ...this.figures, step: this.steps.current?.name ?? null, lastLine: this.lastLine };
  }

  /** The plan as it is before the work, with its first step under way. */
  async begin(): Promise<void> {
    const first = this.steps.all[0]?.name ?? '';
    this.steps.begin(first);
    const lines = [attemptBegan(this.task.attempts), stepBegan(first)];
    await this.write(undefined, { steps: this.steps.all, lines });
    this.tell(this.told);
  }

  /** What is written with the end of the attempt. */
  closing(status: 'success' | 'fail', line: LogLine): JournalWords {
    return { steps: this.steps.end(status), lines: [line] };
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async step(name: string): Promise<void> {
    const steps = this.steps.begin(name);
    this.meter = new ProgressMeter();
    this.percentOfLine = 0;
    this.figures = { ...this.figures, percent: this.steps.percent, rate: null };
    await this.write(this.figures, { steps, lines: [stepBegan(name)] });
    this.tell(this.told);
  }

  private async log(line: LogLine): Promise<void> {
    await this.write(undefined, { lines: [line] });
    this.tell(this.told);
  }

  private async progress(told: number | Counted): Promise<void> {
    const figures = this.meter.read(told);
    if (!figures) return;
    const steps = this.steps.tell(figures);
    this.figures = { ...figures, percent: this.steps.percent };
    await this.write(this.figures, { steps, lines: this.linesOf(figures) });
    this.tell(this.told);
  }

  private linesOf(figures: TaskFigures): LogLine[] {
    if (figures.percent < this.percentOfLine + LINE_PERCENTS) return [];
    this.percentOfLine = figures.percent - (figures.percent % LINE_PERCENTS);
    return [stepGoesOn(figures)];
  }

  private async write(figures?: TaskFigures, words?: JournalWords): Promise<void> {
    try {
      this.lastLine = Math.max(this.lastLine, await this.claims.renew(this.task, figures, words));
    } catch (error) {
      if (error instanceof TaskGivenUp) this.abort.abort(error);
      throw error;
    }
  }
}
