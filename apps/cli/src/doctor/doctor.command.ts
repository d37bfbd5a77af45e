import { createDataSource } from '@coffee/data/data-source';
import { type Config, ConfigError, loadConfig } from '@coffee/platform/config';
import { Command, Option } from 'nest-commander';
import type { DataSource } from 'typeorm';
import { CliCommand } from '../cli-command';
import { Terminal } from '../terminal';
import {
  checkAudit,
  checkAvailability,
  checkClock,
  checkDatabase,
  checkMigrations,
  checkRedis,
  checkRefunds,
  checkRollups,
  checkStock,
  checkStorage,
  checkWorker,
} from './checks';

interface Finding {
  check: string;
  ok: boolean;
  detail: string;
  latency_ms: number;
}

@Command({
  name: 'doctor',
  description: 'Check configuration, database, Redis, worker and clock; 1 when something is wrong',
})
export class DoctorCommand extends CliCommand {
  protected readonly examples = ['doctor', 'doctor --json'];

  constructor(private readonly terminal: Terminal) {
    super();
  }

  async run(_arguments: string[], options: { json?: boolean }): Promise<void> {
    const findings = await examine();
    const ok = findings.every((finding) => finding.ok);
    this.terminal.result(
      options.json,
      { ok, checks: findings },
      findings.map(
        (finding) => `${finding.ok ? 'ok  ' : 'FAIL'}  ${finding.check.padEnd(10)}  ${finding.detail}`,
      ),
    );
    if (!ok) process.exitCode = 1;
  }

  @Option({ flags: '--json', description: 'answer as JSON' })
  json(): boolean {
    return true;
  }
}

async function examine(): Promise<Finding[]> {
  let config: Config | null = null;
  const configuration = await tried('config', () => {
    config = loadConfig();
    return Promise.resolve(`NODE_ENV=${config.nodeEnv}`);
  });
  return config === null ? [configuration] : [configuration, ...(await examineParts(config))];
}

async function examineParts(config: Config): Promise<Finding[]> {
  const url = config.databaseUrl;
  const dataSource = createDataSource({ url, poolSize: 2, applicationName: 'coffee-doctor' });
  const database = await tried('database', async () => checkDatabase(await dataSource.initialize()));
  const findings = [
    database,
    ...(database.ok ? await examineData(dataSource, config) : []),
    await tried('redis', () => checkRedis(config.redisUrl)),
    await tried('storage', () => checkStorage(config)),
  ];
  if (config.queueRedisUrl !== config.redisUrl) {
    findings.push(await tried('queues', () => checkRedis(config.queueRedisUrl)));
  }
  if (dataSource.isInitialized) await dataSource.destroy();
  return findings;
}

async function examineData(dataSource: DataSource, config: Config): Promise<Finding[]> {
  return [
    await tried('migrations', () => checkMigrations(dataSource)),
    await tried('clock', () => checkClock(dataSource)),
    await tried('worker', () => checkWorker(dataSource)),
    await tried('rollups', () => checkRollups(dataSource)),
    await tried('hours', () => checkAvailability(dataSource)),
    await tried('refunds', () => checkRefunds(dataSource)),
    await tried('stock', () => checkStock(dataSource)),
    await tried('audit', () => checkAudit(config)),
  ];
}

async function tried(check: string, work: () => Promise<string>): Promise<Finding> {
  const startedAt = performance.now();
  const latency = (): number => Math.round(performance.now() - startedAt);
  try {
    return { check, ok: true, detail: await work(), latency_ms: latency() };
  } catch (error) {
    return { check, ok: false, detail: reasonOf(error), latency_ms: latency() };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ConfigError) return error.lines.join('; ');
  const { message, code } = error as { message?: string; code?: string };
  return message?.trim() || code || 'no reason given';
}
