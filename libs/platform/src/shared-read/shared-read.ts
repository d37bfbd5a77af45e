interface Turn<T> {
  running: Promise<T>;
  next: Promise<T> | null;
}

/**
 * Callers that ask the same question at the same time share one answer. Nobody gets an answer that was begun before it
 * asked: who comes while a read is running waits for the next one, together with all others who came meanwhile. So a
 * question costs the database at most one running and one waiting read, however many people look.
 */
export class SharedRead<T> {
  private readonly turns = new Map<string, Turn<T>>();

  read(key: string, work: () => Promise<T>): Promise<T> {
    const turn = this.turns.get(key);
    if (!turn) return this.begin(key, work);
    turn.next ??= turn.running.then(
      () => this.begin(key, work),
      () => this.begin(key, work),
    );
    return turn.next;
  }

  private begin(key: string, work: () => Promise<T>): Promise<T> {
    const turn: Turn<T> = { running: work(), next: null };
    this.turns.set(key, turn);
    const end = (): void => {
      if (turn.next === null) this.turns.delete(key);
    };
    turn.running.then(end, end);
    return turn.running;
  }
}
