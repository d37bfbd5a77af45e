import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { createDataSource, type DatabaseSettings, dataSourceOptions } from './data-source';
import { SnapshotDb } from './snapshot-db';
import { TenantDb } from './tenant-db';

/** The connection pool and the tenant-scoped access of one process. */
@Global()
@Module({})
export class DataModule {
  static forRoot(settings: DatabaseSettings): DynamicModule {
    return {
      module: DataModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ ...dataSourceOptions(settings), retryAttempts: 20, retryDelay: 1000 }),
          dataSourceFactory: () => Promise.resolve(createDataSource(settings)),
        }),
      ],
      providers: [TenantDb, { provide: SnapshotDb, useFactory: () => new SnapshotDb(settings) }],
      exports: [TenantDb, SnapshotDb],
    };
  }
}
