import { runCli } from './run-cli';

/** Nothing listens there: what only tells about itself must not care. */
const NOWHERE = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', REDIS_URL: 'redis://127.0.0.1:1' };

const COMMANDS = [
  'init-db',
  'migrate',
  'seed-demo',
  'create-user',
  'reset-password',
  'create-enrolment-token',
  'run-web',
  'run-worker',
  'run-beat',
  'simulate',
  'reconcile',
  'commands',
  'doctor',
];

describe('usage of the command line', () => {
  it('lists every command without a database', async () => {
    const run = await runCli(['--help'], { env: NOWHERE });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(run.stdout).toContain(`  ${command}`);
  });

  it('tells its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });

  it.each(['migrate', 'create-user', 'run-web'])(
    'explains %s with examples, without a database',
    async (command) => {
      const run = await runCli([command, '--help'], { env: NOWHERE });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toContain(`Usage: coffee-admin ${command}`);
      expect(run.stdout).toContain(`$ coffee-admin ${command}`);
    },
  );

  it.each([
    ['an unknown command', ['brew']],
    ['an unknown option', ['migrate', '--sideways']],
    ['a missing option', ['create-user', '--role', 'ops']],
    ['an option without its value', ['reset-password', '--email']],
    ['an argument too many', ['doctor', 'now']],
    ['a role that does not exist', ['create-user', '--email', 'a@example.com', '--role', 'root']],
    ['a number out of range', ['seed-demo', '--devices', '0']],
    ['a duration that is none', ['create-enrolment-token', '--merchant', '1', '--ttl', 'soon']],
    ['options that exclude each other', ['migrate', '--status', '--revert']],
  ])('ends with 2 after %s', async (_case, args) => {
    const run = await runCli(args, { env: NOWHERE });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).not.toBe('');
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it('ends with 2 and its help on standard error when no command is named', async () => {
    const run = await runCli([], { env: NOWHERE });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('Usage: coffee-admin');
  });

  it('ends with 1 and one line for each wrong variable', async () => {
    const run = await runCli(['migrate'], { env: { ...NOWHERE, PORT: 'abc', LOG_LEVEL: 'loud' } });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr.trim().split('\n')).toHaveLength(2);
    expect(run.stderr).toContain('PORT:');
  });

  it('ends with 1 and one line when the database cannot be reached', async () => {
    for (const args of [['migrate'], ['init-db']]) {
      const run = await runCli(args, { env: NOWHERE });
      expect(run).toMatchObject({ code: 1, stdout: '' });
      expect(run.stderr).toMatch(/^The database cannot be reached: [^\n]+\n$/);
    }
  });
});
