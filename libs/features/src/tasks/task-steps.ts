import type { TaskStatus } from '@coffee/contract/tasks';
import type { TaskFigures } from './task-claims';

/** How far one part of the work is. */
export interface StepState {
  position: number;
  name: string;
  status: TaskStatus;
  progress: number;
  done: number;
  total: number | null;
  unit: string | null;
}

/** The steps of one attempt, and what they come to as a whole. */
export class TaskSteps {
  private readonly steps: readonly StepState[];
  private readonly shares: readonly number[];
  private at = -1;

  constructor(plan: Readonly<Record<string, number>>) {
    this.shares = Object.values(plan);
    this.steps = Object.keys(plan).map((name, index) => ({
      position: index + 1,
      name,
      status: 'pending',
      progress: 0,
      done: 0,
      total: null,
      unit: null,
    }));
  }

  get all(): readonly StepState[] {
    return this.steps;
  }

  get current(): StepState | undefined {
    return this.steps[this.at];
  }

  /** Of the whole work, from the shares of what is done. */
  get percent(): number {
    const whole = this.shares.reduce((sum, share) => sum + share, 0);
    const done = this.steps.reduce((sum, step, n) => sum + (this.shares[n] ?? 0) * step.progress, 0);
    return whole === 0 ? 0 : Math.min(99, Math.floor(done / whole));
  }

  /** Ends the step before it; those between the two were not needed. Answers what changed. */
  begin(name: string): StepState[] {
    const next = this.steps.findIndex((step) => step.name === name);
    if (next <= this.at)
      throw new Error(`"${name}" is no step behind "${this.current?.name ?? 'the start'}"`);
    const ended = this.end('success');
    this.at = next;
    const step = this.steps[next];
    if (step) step.status = 'running';
    return step ? [...ended, step] : ended;
  }

  tell({ percent, done, total, unit }: TaskFigures): StepState[] {
    const step = this.current;
    if (!step) return [];
    Object.assign(step, { progress: percent, done: done ?? step.done, total: total ?? step.total, unit });
    return [step];
  }

  /** The step that runs, if one does. */
  end(status: 'success' | 'fail'): StepState[] {
    const step = this.current;
    if (step?.status !== 'running') return [];
    step.status = status;
    if (status === 'success') Object.assign(step, { progress: 100, done: step.total ?? step.done });
    return [step];
  }
}
