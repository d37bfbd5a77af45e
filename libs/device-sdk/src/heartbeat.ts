import type { StatusAnswer } from '@coffee/device-protocol/status';
import type { Clock, Random } from './clock';
import { UnreachableError } from './errors';

export interface HeartbeatOptions {
  clock: Clock;
  random: Random;
  intervalSeconds: () => number;
  beat: (signal: AbortSignal) => Promise<StatusAnswer>;
  onAnswer: (answer: StatusAnswer) => void;
  onFailure: (error: Error) => void;
}

/** Says "still here" at an even pace. A missed beat is not made up for: the next one says more than the lost one. */
export class Heartbeat {
  readonly #stopping = new AbortController();
  #running: Promise<void> | null = null;

  constructor(private readonly options: HeartbeatOptions) {}

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random, intervalSeconds } = this.options;
    const signal = this.#stopping.signal;
    // A random first pause spreads the beats of a fleet that was switched on at one moment.
    let pauseMs = random() * intervalSeconds() * 1000;
    for (;;) {
      await clock.sleep(pauseMs, signal);
      if (signal.aborted) return;
      const retryAfterMs = await this.#beat(signal);
      pauseMs = Math.max(retryAfterMs, intervalSeconds() * 1000 * (0.9 + 0.2 * random()));
    }
  }

  async #beat(signal: AbortSignal): Promise<number> {
    try {
      this.options.onAnswer(await this.options.beat(signal));
      return 0;
    } catch (error) {
      if (!signal.aborted) this.options.onFailure(error instanceof Error ? error : new Error(String(error)));
      return error instanceof UnreachableError ? error.retryAfterMs : 0;
    }
  }
}
