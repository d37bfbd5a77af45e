import { TenantDb } from '@coffee/data/tenant-db';
import { ClockModule } from '@coffee/platform/clock';
import { Config, ConfigModule } from '@coffee/platform/config';
import { Global, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { withDatabase } from './database';

@Global()
@Module({})
class OpenDatabaseModule {}

@Module({})
class FeatureSessionModule {}

/**
 * Opens the database and the features that a command needs, lends them to `work`, and closes everything. Help, usage and
 * the commands that start processes never come here, so that they neither wait for a database nor need one.
 */
export function withFeatures<T>(
  config: Config,
  features: Type[],
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withDatabase(config, async (dataSource) => {
    const database = {
      module: OpenDatabaseModule,
      providers: [
        { provide: DataSource, useValue: dataSource },
        { provide: TenantDb, useValue: new TenantDb(dataSource) },
      ],
      exports: [DataSource, TenantDb],
    };
    const imports = [ConfigModule.of(config), ClockModule, database, ...features];
    const app = await NestFactory.createApplicationContext(
      { module: FeatureSessionModule, imports },
      { logger: false, abortOnError: false },
    );
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  });
}
