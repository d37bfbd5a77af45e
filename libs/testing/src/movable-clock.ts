import { Clock } from '@coffee/platform/clock';

/** A clock that stands still until a spec moves it. */
export class MovableClock extends Clock {
  constructor(public at = new Date('2026-03-01T08:00:00Z')) {
    super();
  }

  now(): Date {
    return this.at;
  }

  pass(seconds: number): void {
    this.at = new Date(this.at.getTime() + seconds * 1000);
  }
}
