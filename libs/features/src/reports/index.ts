export { AvailabilityService } from './availability.service';
export { DashboardReader } from './dashboard.reader';
export { DeviceSummaries } from './device-summary.reader';
export { FLEET_DEFAULTS } from './fleet-defaults';
export { ReportsModule } from './reports.module';
export { REBUILD_ROLLUPS, type RebuildRollupsParams } from './reports.tasks';
export { type RollupDifference, RollupsService } from './rollups.ingest';
