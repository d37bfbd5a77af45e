import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { RedisModule } from '../redis';
import { FactMetrics } from './fact-metrics';
import { MetricsPage } from './metrics-page';
import { ProcessMetrics } from './process-metrics';
import { MetricsSnapshots } from './snapshots';

/** Counting, for every process. */
@Global()
@Module({
  imports: [RedisModule],
  providers: [ProcessMetrics, FactMetrics, MetricsSnapshots],
  exports: [ProcessMetrics, FactMetrics, MetricsSnapshots],
})
export class MetricsModule {}

/** Serving, for the API alone. The controller guards `/metrics` and answers with `MetricsPage`; it needs `QueueModule`. */
@Global()
@Module({})
export class MetricsPageModule {
  static withController(controller: Type): DynamicModule {
    return {
      module: MetricsPageModule,
      imports: [MetricsModule, PrometheusModule.register({ controller, defaultMetrics: { enabled: false } })],
      providers: [MetricsPage],
      exports: [MetricsPage],
    };
  }
}
