import { runWithContext } from '../context';
import { NestLogger, createLogger } from './index';

function listen() {
  const lines: Record<string, unknown>[] = [];
  const destination = {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  const logger = createLogger({ level: 'info', service: 'spec', destination });
  return { lines, logger, nest: new NestLogger(logger) };
}

describe('the log', () => {
  it('carries the id of the request on every line', async () => {
    const { lines, logger } = listen();
    await runWithContext({ requestId: 'r-1' }, async () => {
      await Promise.resolve();
      logger.info('inside');
    });
    logger.info('outside');
    expect(lines).toMatchObject([{ msg: 'inside', request_id: 'r-1', service: 'spec' }, { msg: 'outside' }]);
    expect(lines[1]).not.toHaveProperty('request_id');
  });

  it('hides secrets at every depth it is used with', () => {
    const { lines, logger } = listen();
    logger.info({
      password: 'hunter2',
      body: { token: 'hunter2', current_password: 'hunter2' },
      req: {
        headers: {
          authorization: 'hunter2',
          cookie: 'hunter2',
          'x-device-token': 'hunter2',
          'x-csrf-token': 'hunter2',
        },
      },
      headers: { 'x-device-token': 'hunter2' },
    });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({ password: '[redacted]', headers: { 'x-device-token': '[redacted]' } });
  });

  it('understands how Nest logs', () => {
    const { lines, nest } = listen();
    nest.log('started', 'Router');
    nest.log('CatsModule dependencies initialized', 'InstanceLoader');
    nest.error('broken', 'Error: broken\n  at x', 'Queue');
    nest.warn({ msg: 'slow', queue: 'tasks' }, 'Queue');
    nest.error({ msg: 'failed', err: new Error('why') }, undefined, 'Queue');
    expect(lines).toMatchObject([
      { level: 'info', msg: 'started', context: 'Router' },
      { level: 'error', msg: 'broken', stack: 'Error: broken\n  at x', context: 'Queue' },
      { level: 'warn', msg: 'slow', queue: 'tasks', context: 'Queue' },
      { level: 'error', msg: 'failed', err: { message: 'why' }, context: 'Queue' },
    ]);
  });
});
