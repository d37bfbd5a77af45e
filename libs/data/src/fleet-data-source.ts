// Two pools: what machines say is a few statements over and over, what people ask is many. Apart, neither waits for the
// other's connections, and the machines' plans can be made once.
import { Pool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

export type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/**
 * PostgreSQL plans a prepared statement anew for its first five runs on each connection, and a command's costs ten
 * milliseconds: a machine that met a connection which others seldom use waited for that.
 */
const PLAN_ONCE = '-c plan_cache_mode=force_generic_plan';
/** A connection that closed would take its plans with it, and the next one would make a machine wait for them. */
const NEVER = 0;

/** TypeORM's data source, and beside it the pool of the machines' prepared statements, opened when first used. */
export class FleetDataSource extends DataSource {
  private machines: Pool | null = null;

  constructor(private readonly settings: PostgresOptions) {
    super(settings);
  }

  get machinePool(): Pool {
    return (this.machines ??= this.openMachinePool());
  }

  override async destroy(): Promise<void> {
    const machines = this.machines;
    this.machines = null;
    await machines?.end();
    await super.destroy();
  }

  private openMachinePool(): Pool {
    const { url, poolSize, applicationName } = this.settings;
    const pool = new Pool({
      ...(this.settings.extra as object),
      connectionString: url,
      application_name: applicationName,
      max: poolSize,
      idleTimeoutMillis: NEVER,
      options: PLAN_ONCE,
    });
    // A connection that breaks while nobody uses it is dropped by the pool; the next statement opens another.
    pool.on('error', (error) => {
      this.logger.log('warn', `a machines' connection broke: ${error.message}`);
    });
    return pool;
  }
}
