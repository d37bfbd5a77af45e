import { TaskSteps } from './task-steps';

const figures = (percent: number, done: number | null = null) => ({
  percent,
  done,
  total: done === null ? null : 200,
  unit: done === null ? null : 'rows',
  rate: null,
});

describe('the steps of a task', () => {
  it('come to a whole by their shares, which is never said to be done before it is', () => {
    const steps = new TaskSteps({ look: 0, read: 1, write: 3 });
    steps.begin('look');
    expect(steps.percent).toBe(0);
    steps.begin('read');
    steps.tell(figures(50));
    expect(steps.percent).toBe(12);
    steps.begin('write');
    expect(steps.percent).toBe(25);
    steps.tell(figures(99));
    steps.end('success');
    expect(steps.percent).toBe(99);
  });

  it('end when the next begins, and take their count to its end', () => {
    const steps = new TaskSteps({ read: 1, write: 1 });
    steps.begin('read');
    steps.tell(figures(40, 80));
    expect(steps.begin('write')).toMatchObject([
      { name: 'read', status: 'success', progress: 100, done: 200 },
      { name: 'write', status: 'running' },
    ]);
    expect(steps.end('fail')).toMatchObject([{ name: 'write', status: 'fail', progress: 0 }]);
    expect(steps.end('fail')).toEqual([]);
  });

  it('go forward alone, and are those of the plan', () => {
    const steps = new TaskSteps({ read: 1, write: 1 });
    steps.begin('write');
    expect(() => steps.begin('read')).toThrow('no step behind "write"');
    expect(() => steps.begin('fry')).toThrow('no step');
  });
});
