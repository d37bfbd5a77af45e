export { serveClusterMetrics } from './cluster-metrics';
export { FactMetrics } from './fact-metrics';
export { MetricsPage } from './metrics-page';
export { MetricsModule, MetricsPageModule } from './metrics.module';
export { ProcessMetrics } from './process-metrics';
export { MetricsSnapshots } from './snapshots';
