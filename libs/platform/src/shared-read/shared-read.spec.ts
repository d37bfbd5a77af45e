import { SharedRead } from './shared-read';

/** A store whose reads end when the spec says so; each sees the value of the moment it began. */
class SlowStore {
  value = 0;
  reads = 0;
  private readonly ends: (() => void)[] = [];

  read = async (): Promise<number> => {
    this.reads += 1;
    const seen = this.value;
    await new Promise<void>((resolve) => this.ends.push(resolve));
    return seen;
  };

  async finish(): Promise<void> {
    this.ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a shared read', () => {
  it('serves all who came while one was running with the next one', async () => {
    const store = new SlowStore();
    const shared = new SharedRead<number>();
    const first = shared.read('k', store.read);
    store.value = 1;
    const others = [1, 2, 3].map(() => shared.read('k', store.read));
    await store.finish();
    await store.finish();
    expect(await first).toBe(0);
    expect(await Promise.all(others)).toEqual([1, 1, 1]);
    expect(store.reads).toBe(2);
  });

  it('keeps different questions apart', async () => {
    const shared = new SharedRead<string>();
    const answers = ['a', 'b'].map((key) => shared.read(key, () => Promise.resolve(key)));
    expect(await Promise.all(answers)).toEqual(['a', 'b']);
  });

  it('begins anew after the last has gone', async () => {
    const shared = new SharedRead<number>();
    let reads = 0;
    const read = (): Promise<number> => Promise.resolve((reads += 1));
    expect(await shared.read('k', read)).toBe(1);
    expect(await shared.read('k', read)).toBe(2);
  });

  it('fails those who shared a failure, and nobody after them', async () => {
    const shared = new SharedRead<number>();
    await expect(shared.read('k', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    expect(await shared.read('k', () => Promise.resolve(7))).toBe(7);
  });

  it('goes on with those who wait when the running one fails', async () => {
    const shared = new SharedRead<number>();
    const failing = shared.read('k', () => Promise.reject(new Error('gone')));
    const waiting = shared.read('k', () => Promise.resolve(7));
    await expect(failing).rejects.toThrow('gone');
    expect(await waiting).toBe(7);
  });
});
