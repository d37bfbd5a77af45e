import { loadConfig } from '@coffee/platform/config';
import { createTestDatabase, type TestDatabase } from '@coffee/testing/database';
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { Client } from 'pg';
import { runCli } from './run-cli';

describe('commands on a database', () => {
  let database: TestDatabase;
  let env: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    env = { DATABASE_URL: database.url };
    await database.dataSource.query(
      `insert into merchants (name, settings) values ('Shop', '{"timeZone": "UTC", "currency": "CNY"}')`,
    );
  });
  afterAll(() => database.drop());

  const cli = (args: readonly string[], stdin?: string) =>
    runCli(args, { env, ...(stdin === undefined ? {} : { stdin }) });
  const json = async <T>(args: readonly string[], stdin?: string): Promise<T> => {
    const run = await cli([...args, '--json'], stdin);
    return JSON.parse(run.stdout) as T;
  };

  const entriesIn = async (url: URL) => {
    const client = new Client({ connectionString: url.toString() });
    await client.connect();
    try {
      const { rows } = await client.query<{ action: string; after: { migration: string } }>(
        'select * from audit_entries order by id',
      );
      return rows;
    } finally {
      await client.end();
    }
  };

  it('init-db makes the database once and may be repeated', async () => {
    const url = new URL(loadConfig().databaseUrl);
    url.pathname = `/test_${randomBytes(6).toString('hex')}`;
    const own = { env: { DATABASE_URL: url.toString() } };
    try {
      const first = await runCli(['init-db', '--json'], own);
      expect(first.code).toBe(0);
      expect(JSON.parse(first.stdout)).toMatchObject({ created: true });
      const second = await runCli(['init-db', '--json'], own);
      expect(second.code).toBe(0);
      expect(JSON.parse(second.stdout)).toMatchObject({ created: false, migrations: [] });
      const reverted = await runCli(['migrate', '--revert'], own);
      expect(reverted).toMatchObject({ code: 2, stdout: '' });
      expect(reverted.stderr).toContain('--yes');
      expect(await runCli(['migrate', '--revert', '--yes'], own)).toMatchObject({ code: 0 });
      const status = await runCli(['migrate', '--status', '--json'], own);
      expect((JSON.parse(status.stdout) as { pending: number }).pending).toBeGreaterThan(0);
      expect(await runCli(['migrate'], own)).toMatchObject({ code: 0 });
      const entries = await entriesIn(url);
      const newest = database.dataSource.migrations.at(-1)?.constructor.name;
      expect(entries).toHaveLength(database.dataSource.migrations.length + 2);
      expect(entries.slice(-3).map(({ action, after }) => [action, after.migration])).toEqual([
        ['database.migrated', newest],
        ['database.reverted', newest],
        ['database.migrated', newest],
      ]);
      for (const entry of entries)
        expect(entry).toMatchObject({
          source: 'cli',
          actor_name: userInfo().username,
          target_type: 'database',
          target_id: `${url.pathname.slice(1)} on ${url.hostname}${url.port && `:${url.port}`}`,
        });
      await runCli(['migrate'], own);
      expect(await entriesIn(url)).toHaveLength(entries.length);
    } finally {
      await database.dataSource.query(`drop database if exists ${url.pathname.slice(1)} with (force)`);
    }
  });

  it('create-user reads the password from standard input and shows it nowhere', async () => {
    const args = ['create-user', '--email', 'Ann@Example.com', '--role', 'admin', '--password-stdin'];
    const run = await cli([...args, '--json'], 'Correct-horse-1\n');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ email: 'ann@example.com', role: 'admin', name: 'Ann' });
    expect(run.stdout + run.stderr).not.toContain('Correct-horse-1');
  });

  it('create-user ends with 1 for a taken e-mail, and with 0 when that is fine', async () => {
    const args = ['create-user', '--email', 'bob@example.com', '--password', '-'];
    expect(await cli(args, 'Correct-horse-1')).toMatchObject({ code: 0 });
    expect(await cli(args, 'Correct-horse-1')).toMatchObject({ code: 1, stdout: '' });
    expect(await cli([...args, '--if-missing'], 'Correct-horse-1')).toMatchObject({ code: 0 });
  });

  it.each([
    ['a short password', ['--password', 'short']],
    ['a merchant that does not exist', ['--password', 'Correct-horse-1', '--merchant', '999']],
    ['no password at all', []],
  ])('create-user ends with 2 after %s', async (_case, args) => {
    const run = await cli(['create-user', '--email', 'new@example.com', ...args]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/password|merchant_id/);
  });

  it('reset-password ends the sessions of the account and knows no stranger', async () => {
    const user = await json<{ id: number }>(
      ['create-user', '--email', 'eve@example.com', '--password', '-'],
      'First-horse-1',
    );
    await database.dataSource.query(
      `insert into sessions (sid, sess, expire) values ('eve', $1, now() + interval '1 hour')`,
      [JSON.stringify({ passport: { user: user.id } })],
    );
    const args = ['reset-password', '--password-stdin', '--email'];
    expect(await cli([...args, 'EVE@example.com'], 'Second-horse-2')).toMatchObject({ code: 0 });
    expect(await database.dataSource.query(`select 1 from sessions where sid = 'eve'`)).toEqual([]);
    expect(await cli([...args, 'nobody@example.com'], 'Second-horse-2')).toMatchObject({ code: 1 });
  });

  it('create-enrolment-token puts the token alone on standard output', async () => {
    const args = ['create-enrolment-token', '--merchant', '1', '--uses', '5', '--ttl', '12h'];
    const run = await cli(args);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^enr_[\w-]{43}\n$/) as string });
    expect(run.stderr).toContain('5 machines');
    const made = await json<{ uses_left: number; token: string }>(args);
    expect(made).toMatchObject({ uses_left: 5, merchant_id: 1 });
  });

  it('run-worker hands signals on and ends as the worker ends', async () => {
    let told = false;
    const run = await runCli(['run-worker', '--role', 'jobs'], {
      env: { ...env, LOG_LEVEL: 'info' },
      onOutput: (printed, child) => {
        if (told || !printed.includes('The worker is ready')) return;
        told = true;
        child.kill('SIGTERM');
      },
    });
    expect(told).toBe(true);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toContain('"role":"jobs"');
  });

  it('run-web ends with 1 where the configuration is wrong', async () => {
    const run = await runCli(['run-web'], { env: { ...env, WEB_CONCURRENCY: 'many' } });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('WEB_CONCURRENCY');
  });

  it('simulate ends with 2 when the simulator does not understand', async () => {
    expect(await cli(['simulate', '--speed', 'warp'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('doctor tells every check and ends with 1 as long as one fails', async () => {
    const sick = await cli(['doctor', '--json']);
    expect(sick.code).toBe(1);
    const { ok, checks } = JSON.parse(sick.stdout) as {
      ok: boolean;
      checks: { check: string; ok: boolean }[];
    };
    expect(ok).toBe(false);
    expect(checks.filter((check) => !check.ok).map(({ check }) => check)).toEqual(['worker']);
    await database.dataSource.query(`insert into worker_heartbeats (name, role) values ('here:1', 'all')`);
    expect(await cli(['doctor'])).toMatchObject({ code: 0 });
    const alone = await runCli(['doctor', '--json'], { env: { ...env, REDIS_URL: 'redis://127.0.0.1:1' } });
    expect(alone.code).toBe(1);
    expect(alone.stdout).toContain('it cannot be reached');
  });
});
