import { Module } from '@nestjs/common';
import { AvailabilityService } from './availability.service';
import { DashboardAttentionReader } from './dashboard-attention.reader';
import { DashboardPeriods } from './dashboard-periods.reader';
import { DashboardReader } from './dashboard.reader';
import { DeviceSummaries } from './device-summary.reader';
import { FleetMetrics } from './fleet-metrics.reader';
import { RollupsService } from './rollups.ingest';

const PROVIDERS = [
  AvailabilityService,
  DashboardAttentionReader,
  DashboardPeriods,
  DashboardReader,
  DeviceSummaries,
  RollupsService,
];

@Module({ providers: [...PROVIDERS, FleetMetrics], exports: PROVIDERS })
export class ReportsModule {}
