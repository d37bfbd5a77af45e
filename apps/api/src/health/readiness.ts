import { WorkerHeartbeats } from '@coffee/features/tasks';
import { withTimeout } from '@coffee/platform/deadline';
import { DomainError } from '@coffee/platform/errors';
import { JobQueue } from '@coffee/platform/queue';
import { RedisCommands } from '@coffee/platform/redis';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Drain } from '../http';

export interface Check {
  ok: boolean;
  latency_ms?: number;
  reason?: string;
}

export type CheckName = 'database' | 'redis' | 'worker' | 'queues';
export type ReadyStatus = 'ready' | 'degraded' | 'draining' | 'unavailable';

export interface Ready {
  status: ReadyStatus;
  checks: Record<CheckName, Check>;
}

const CHECK_MS = 2_000;

/**
 * PostgreSQL is the truth and Redis a doorbell: without the database nothing can be answered and the balancer must look
 * elsewhere; without Redis, its queues or a worker, work waits in the database and everything else goes on ("degraded", 200).
 */
@Injectable()
export class Readiness {
  constructor(
    private readonly dataSource: DataSource,
    private readonly redis: RedisCommands,
    private readonly workers: WorkerHeartbeats,
    private readonly queues: JobQueue,
    private readonly drain: Drain,
  ) {}

  async check(): Promise<Ready> {
    const [database, redis, worker, queues] = await Promise.all([
      timed(() => this.dataSource.query('select 1')),
      timed(() => this.redis.ping()),
      timed(() => this.assertWorker()),
      timed(() => this.queues.depths()),
    ]);
    const checks = { database, redis, worker, queues };
    return { status: this.statusOf(checks), checks };
  }

  private statusOf(checks: Ready['checks']): ReadyStatus {
    if (this.drain.isDraining) return 'draining';
    if (!checks.database.ok) return 'unavailable';
    return Object.values(checks).every(({ ok }) => ok) ? 'ready' : 'degraded';
  }

  private async assertWorker(): Promise<void> {
    const living = await this.workers.living();
    if (living.length === 0) throw new Error('no worker was heard of lately');
  }
}

/** The reason is told to anybody who asks, so it names no host and no password. */
async function timed(work: () => Promise<unknown>): Promise<Check> {
  const startedAt = performance.now();
  try {
    await withTimeout(work(), CHECK_MS);
    return { ok: true, latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return error.message;
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof Error && error.message.startsWith('No answer within')) return error.message;
  if (error instanceof Error && error.message === 'no worker was heard of lately') return error.message;
  return typeof code === 'string' ? code : 'not reachable';
}
