/** Group commit at its barest: what arrives while a batch is being written is the next batch. */
export class Batches<Input, Outcome> {
  private waiting: { input: Input; resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }[] =
    [];
  private running = false;

  constructor(private readonly write: (inputs: Input[]) => Promise<Outcome[]>) {}

  submit(input: Input): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ input, resolve, reject });
      if (this.running) return;
      this.running = true;
      setImmediate(() => void this.drain());
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, 500);
      try {
        const outcomes = await this.write(batch.map(({ input }) => input));
        batch.forEach(({ resolve }, index) => resolve(outcomes[index] as Outcome));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }
}
