import { GroupCommit } from './group-commit';

describe('group commit', () => {
  it('writes calls of the same tick in one batch and answers each with its own outcome', async () => {
    const batches: number[][] = [];
    const commit = new GroupCommit<number, number>({
      run: (inputs) => {
        batches.push(inputs);
        return Promise.resolve(inputs.map((input) => input * 10));
      },
    });
    await expect(Promise.all([1, 2, 3].map((input) => commit.submit(input)))).resolves.toEqual([10, 20, 30]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gathers what arrives while a batch is being written', async () => {
    const batches: number[][] = [];
    let release = (): void => undefined;
    const commit = new GroupCommit<number, number>({
      run: async (inputs) => {
        batches.push(inputs);
        if (batches.length === 1) await new Promise<void>((resolve) => (release = resolve));
        return inputs;
      },
    });
    const first = commit.submit(1);
    await new Promise((resolve) => setImmediate(resolve));
    const others = [commit.submit(2), commit.submit(3)];
    release();
    await Promise.all([first, ...others]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('lets a bad row fail alone', async () => {
    const commit = new GroupCommit<number, number>({
      run: (inputs) => (inputs.includes(2) ? Promise.reject(new Error('bad row')) : Promise.resolve(inputs)),
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((input) => commit.submit(input)));
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('does not try rows one by one when the database is away', async () => {
    let runs = 0;
    const commit = new GroupCommit<number, number>({
      run: () => {
        runs += 1;
        return Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
      },
    });
    await Promise.allSettled([1, 2, 3].map((input) => commit.submit(input)));
    expect(runs).toBe(1);
  });

  it('keeps two inputs of one key in order and apart', async () => {
    const batches: string[][] = [];
    const commit = new GroupCommit<string, string>({
      keyOf: (input) => input.charAt(0),
      run: (inputs) => {
        batches.push(inputs);
        return Promise.resolve(inputs);
      },
    });
    await Promise.all(['a1', 'a2', 'b1', 'a3'].map((input) => commit.submit(input)));
    expect(batches).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
  });

  it('refuses callers past its bound', async () => {
    const commit = new GroupCommit<number, number>({
      maxWaiting: 1,
      run: (inputs) => Promise.resolve(inputs),
    });
    const first = commit.submit(1);
    await expect(commit.submit(2)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(first).resolves.toBe(1);
  });
});
