import type { Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds on the clock, and of processor time. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/**
 * Records what the page's main thread does from now on. The answer ends the record and tells the longest tasks in
 * milliseconds of processor time: on a busy machine the clock also counts the time in which others had the processor.
 */
export async function recordMainThread(page: Page): Promise<() => Promise<number[]>> {
  const browser = page.context().browser();
  if (!browser) throw new Error('a page without a browser');
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', '__metadata'] },
  });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    const mainThreads = new Set(
      events.filter((event) => event.args?.name === 'CrRendererMain').map(({ pid, tid }) => `${pid} ${tid}`),
    );
    const tasks = events.filter(
      ({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && mainThreads.has(`${pid} ${tid}`),
    );
    if (tasks.length === 0) throw new Error('the browser told of no task');
    return tasks
      .map(({ dur = 0, tdur = dur }) => tdur / 1000)
      .sort((a, b) => b - a)
      .slice(0, 20);
  };
}
