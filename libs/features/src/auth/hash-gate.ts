import { Unavailable } from '@coffee/platform/errors';

/**
 * How many passwords are hashed at once, and how many may wait. Each takes 19 MiB and tens of milliseconds of a core:
 * without a gate a burst of sign-ins would starve everything else.
 */
export class HashGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.maxRunning) await this.waitTurn();
    else this.running += 1;
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private waitTurn(): Promise<void> {
    if (this.waiting.length >= this.maxWaiting)
      throw new Unavailable('Too many people are signing in right now');
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The place goes straight to the next one, so that nobody new slips in between. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
  }
}
