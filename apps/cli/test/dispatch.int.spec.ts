import type { CommandBatch } from '@coffee/contract/command-batches';
import type { DispatchAnswer } from '@coffee/contract/command-dispatch';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { Factories } from '@coffee/testing/factories';
import { runCli } from './run-cli';

describe('the commands of machines', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    const make = new Factories(database.dataSource);
    await make.device({ deviceId: 'CLI-1', tags: ['lobby'] });
    await make.device({ deviceId: 'CLI-2', tags: ['lobby'] });
  });
  afterAll(() => database.drop());

  const cli = (...args: string[]) => runCli(['commands', ...args], { env: { DATABASE_URL: database.url } });

  it('are dispatched, listed, repeated and canceled', async () => {
    const sent = await cli('dispatch', '--type', 'sync', '--tag', 'lobby', '--note', 'look', '--json');
    expect([sent.code, sent.stderr]).toEqual([0, '']);
    const { batch_id, commands_created } = JSON.parse(sent.stdout) as DispatchAnswer;
    expect(commands_created).toBe(2);
    await database.dataSource.query(
      `update commands set status = 'fail' where device_id = 'CLI-1' and batch_id = '${batch_id}'`,
    );
    const retried = await cli('retry', batch_id, '--json');
    expect(JSON.parse(retried.stdout)).toMatchObject({ retried: 1 });
    const canceled = await cli('cancel', batch_id, '--yes', '--json');
    expect(JSON.parse(canceled.stdout)).toMatchObject({ status: 'canceled', stats: { canceled: 2 } });
    const listed = await cli('list', '--json');
    expect((JSON.parse(listed.stdout) as CommandBatch[]).map((batch) => batch.batch_id)).toEqual([batch_id]);
  });

  it('are refused as wrong usage without machines, and as failed for an unknown batch', async () => {
    expect((await cli('dispatch', '--type', 'sync')).code).toBe(2);
    expect((await cli('dispatch', '--type', 'dance', '--device', 'CLI-1')).code).toBe(2);
    expect((await cli('cancel', '0c0f6a52-1f0e-4a55-9d43-2f4c1a2b3c4d', '--yes')).code).toBe(1);
    expect((await cli('cancel', '0c0f6a52-1f0e-4a55-9d43-2f4c1a2b3c4d')).code).toBe(2);
  });
});
