import { systemClock } from '@coffee/device-sdk/clock';

/**
 * Simulated time: starts at the hour of the real clock and runs `speed` times as fast. It drives what machines do;
 * what they write on the wire is real time, because the server would take a future for a wrong clock.
 */
export class Pace {
  readonly #startedAt = Date.now();

  constructor(
    readonly speed: number,
    /** A constant number of sales per machine and second instead of the day's rhythm. */
    readonly salesPerSecond: number | null = null,
  ) {}

  /** Sleeps for simulated milliseconds. */
  sleep(simulatedMs: number, signal: AbortSignal): Promise<void> {
    return systemClock.sleep(simulatedMs / this.speed, signal);
  }

  /** Simulated milliseconds since 1970, in the computer's time zone. */
  now(): number {
    const elapsed = Date.now() - this.#startedAt;
    return this.#startedAt + elapsed * this.speed;
  }

  /** Mean simulated milliseconds between two customers of one machine, now. */
  meanBetweenSalesMs(): number {
    if (this.salesPerSecond !== null) return (1000 * this.speed) / this.salesPerSecond;
    return AVERAGE_MEAN_MS / rush(new Date(this.now()));
  }
}

/** With 20 machines somebody buys every two to five seconds, by the hour: a demonstration should be alive. */
const AVERAGE_MEAN_MS = 40_000;

/** How busy an hour is: the way to work, lunch, the afternoon; 1 is the average, nights are never dead. */
export function rush(time: Date): number {
  const hour = time.getHours() + time.getMinutes() / 60;
  const peak = (at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2));
  return 0.55 + 1.2 * peak(8.5, 1.2) + 0.9 * peak(12.75, 1) + 0.6 * peak(15.5, 1.5);
}
