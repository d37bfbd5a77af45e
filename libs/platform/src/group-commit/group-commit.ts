import { Unavailable, isDatabaseUnavailable } from '../errors';

export interface GroupCommitOptions<Input, Outcome> {
  /** Writes all inputs in one transaction and answers their outcomes in the same order. */
  run(inputs: Input[]): Promise<Outcome[]>;
  /** Inputs with the same key never share a batch, so that each sees what the one before it did. */
  keyOf?: (input: Input) => string;
  maxBatch?: number;
  /** Beyond this many waiting callers new ones are refused: the answer would come too late to be of use. */
  maxWaiting?: number;
  /** How long the first of a batch waits for company, when nothing is being written. */
  gatherMs?: number;
}

interface Waiting<Input, Outcome> {
  input: Input;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * Calls that arrive while the one before is being written share one statement and one commit. Each caller is answered
 * after its commit; when a batch fails for any reason but a lost database, its rows are tried alone, so that a bad row
 * fails alone.
 */
export class GroupCommit<Input, Outcome> {
  private waiting: Waiting<Input, Outcome>[] = [];
  private running = false;
  private readonly maxBatch: number;
  private readonly maxWaiting: number;
  private readonly gatherMs: number;

  constructor(private readonly options: GroupCommitOptions<Input, Outcome>) {
    this.maxBatch = options.maxBatch ?? 500;
    this.maxWaiting = options.maxWaiting ?? 10_000;
    this.gatherMs = options.gatherMs ?? 0;
  }

  submit(input: Input): Promise<Outcome> {
    if (this.waiting.length >= this.maxWaiting) {
      return Promise.reject(new Unavailable('Too much at once, try again in a moment'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      if (this.running) return;
      this.running = true;
      if (this.gatherMs > 0) setTimeout(() => void this.drain(), this.gatherMs);
      else setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) await this.write(this.takeBatch());
    this.running = false;
  }

  private takeBatch(): Waiting<Input, Outcome>[] {
    const { keyOf } = this.options;
    if (!keyOf) return this.waiting.splice(0, this.maxBatch);
    const keys = new Set<string>();
    const batch: Waiting<Input, Outcome>[] = [];
    const later: Waiting<Input, Outcome>[] = [];
    for (const call of this.waiting) {
      const key = keyOf(call.input);
      if (batch.length < this.maxBatch && !keys.has(key)) {
        keys.add(key);
        batch.push(call);
      } else {
        later.push(call);
      }
    }
    this.waiting = later;
    return batch;
  }

  private async write(batch: Waiting<Input, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.options.run(batch.map((call) => call.input));
      if (outcomes.length !== batch.length)
        throw new Error('a batch with another number of outcomes than inputs');
      batch.forEach((call, index) => call.resolve(outcomes[index] as Outcome));
    } catch (error) {
      if (batch.length === 1 || isDatabaseUnavailable(error)) {
        for (const call of batch) call.reject(error);
        return;
      }
      for (const call of batch) await this.write([call]);
    }
  }
}
