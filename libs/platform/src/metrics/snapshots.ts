import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { register, type MetricObjectWithValues, type MetricValue } from 'prom-client';
import { RedisCommands } from '../redis';

export type MetricsSnapshot = MetricObjectWithValues<MetricValue<string>>[];

const KEY = 'coffee:metrics';
/** A worker that is silent for longer is gone, and its counters with it. */
const FRESH_MS = 20_000;

/** Ours, as opposed to the runtime's own (`process_…`, `nodejs_…`), which make no sense summed over machines. */
const RUNTIME = /^(process|nodejs)_/;

/** Processes without a port of their own hand their counters to the API, which serves `/metrics` for all. */
@Injectable()
export class MetricsSnapshots {
  private readonly instance = `${hostname()}:${process.pid}`;

  constructor(private readonly redis: RedisCommands) {}

  async publish(): Promise<void> {
    if (!this.redis.isReady) return;
    const metrics = (await register.getMetricsAsJSON()).filter(({ name }) => !RUNTIME.test(name));
    await this.redis.connection.hset(KEY, this.instance, JSON.stringify({ at: Date.now(), metrics }));
  }

  async withdraw(): Promise<void> {
    if (this.redis.isReady) await this.redis.connection.hdel(KEY, this.instance);
  }

  async readAll(): Promise<MetricsSnapshot[]> {
    if (!this.redis.isReady) return [];
    const stored = Object.entries(await this.redis.connection.hgetall(KEY));
    const read = stored.map(([instance, text]) => ({ instance, ...parse(text) }));
    const stale = read.filter(({ at }) => Date.now() - at > FRESH_MS).map(({ instance }) => instance);
    if (stale.length > 0) await this.redis.connection.hdel(KEY, ...stale);
    return read.filter(({ instance }) => !stale.includes(instance)).map(({ metrics }) => metrics);
  }
}

function parse(text: string): { at: number; metrics: MetricsSnapshot } {
  return JSON.parse(text) as { at: number; metrics: MetricsSnapshot };
}
