import { Injectable } from '@nestjs/common';

/** The beginning of the end: readiness says no, long polls and live streams let go. */
@Injectable()
export class Drain {
  private readonly controller = new AbortController();

  /** Aborted when the process was told to stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isDraining(): boolean {
    return this.controller.signal.aborted;
  }

  begin(): void {
    this.controller.abort();
  }
}
