import { DataModule } from '@coffee/data/data.module';
import { Clock, ClockModule } from '@coffee/platform/clock';
import { Config, ConfigModule, loadConfig } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { MetricsModule } from '@coffee/platform/metrics';
import { RedisModule } from '@coffee/platform/redis';
import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { TestDatabase } from './database';

const POOL_SIZE = 10;

export interface FeatureOptions extends Pick<ModuleMetadata, 'imports' | 'providers'> {
  /** Where it differs from the configuration of the run. */
  config?: Partial<ReturnType<typeof loadConfig>>;
  /** A database of Redis apart from that of specs beside this one, for those who count what is in it. */
  redisDatabase?: number;
  /** Instead of the real one. */
  clock?: Clock;
}

/** Modules of features with what they stand on in every process, on this database. `close` ends them. */
export async function startFeatures(
  database: TestDatabase,
  { imports = [], providers = [], config = {}, redisDatabase, clock }: FeatureOptions,
): Promise<TestingModule> {
  const known = loadConfig();
  const redis = redisDatabase === undefined ? {} : onRedis(known.redisUrl, redisDatabase);
  const building = Test.createTestingModule({
    imports: [
      ConfigModule.of(new Config({ ...known, ...redis, ...config })),
      ClockModule,
      RedisModule,
      LiveModule,
      MetricsModule,
      DataModule.forRoot({ url: database.url, poolSize: POOL_SIZE, applicationName: 'spec' }),
      ...imports,
    ],
    providers,
  });
  if (clock) building.overrideProvider(Clock).useValue(clock);
  const app = await building.compile();
  app.useLogger(false);
  return app.init();
}

function onRedis(url: string, number: number): { redisUrl: string; queueRedisUrl: string } {
  const own = new URL(url);
  own.pathname = `/${number}`;
  return { redisUrl: own.toString(), queueRedisUrl: own.toString() };
}
