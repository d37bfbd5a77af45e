import type { Counted } from './task-runners';
import type { TaskFigures } from './task-claims';

/** Between two that are told, unless a whole percent was done. */
const TELL_MS = 1_000;
/** A rate of less time than this is a guess. */
const MIN_SPAN_MS = 500;

/** Makes few words of many reports: a runner may report each of a million rows. */
export class ProgressMeter {
  figures: TaskFigures = { percent: 0, done: 0, total: null, unit: null, rate: null };
  private toldAt = 0;
  private readonly beganAt: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.beganAt = now();
  }

  /** What is worth telling now; null when nothing is. */
  read(told: number | Counted): TaskFigures | null {
    const now = this.now();
    const before = this.figures.percent;
    this.figures = typeof told === 'number' ? this.ofShare(told) : this.ofCount(told, now);
    const isFirst = this.toldAt === 0;
    const grew = this.figures.percent > before;
    const isDue = typeof told !== 'number' && (isFirst || now - this.toldAt >= TELL_MS);
    if (!grew && !isDue) return null;
    this.toldAt = now;
    return this.figures;
  }

  private ofShare(percent: number): TaskFigures {
    return { ...this.figures, percent: Math.max(this.figures.percent, whole(percent)) };
  }

  private ofCount({ done, total, unit }: Counted, now: number): TaskFigures {
    const span = now - this.beganAt;
    const rate = span >= MIN_SPAN_MS ? (done * 1_000) / span : null;
    return { percent: whole((done / Math.max(total, 1)) * 100), done, total, unit, rate };
  }
}

/** 100 is said when the result is stored. */
const whole = (percent: number): number => Math.min(99, Math.max(0, Math.floor(percent)));
