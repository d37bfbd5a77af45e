import { DataModule } from '@coffee/data/data.module';
import { AlarmsModule } from '@coffee/features/alarms';
import { AuditChainModule } from '@coffee/features/audit-chain';
import { AuditExportsModule } from '@coffee/features/audit-exports';
import { AvailabilityModule } from '@coffee/features/availability';
import { CommandsModule } from '@coffee/features/commands';
import { DemandModule } from '@coffee/features/demand';
import { DevicesModule } from '@coffee/features/devices';
import { MaterialsModule } from '@coffee/features/materials';
import { NotificationsModule } from '@coffee/features/notifications';
import { OrdersModule } from '@coffee/features/orders';
import { ReportsModule } from '@coffee/features/reports';
import { StockModule } from '@coffee/features/stock';
import { TaskRunsModule } from '@coffee/features/tasks';
import { ClockModule } from '@coffee/platform/clock';
import { ConfigModule, type Config } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { MetricsModule } from '@coffee/platform/metrics';
import { QueueModule } from '@coffee/platform/queue';
import { RedisModule } from '@coffee/platform/redis';
import { ScheduleModule } from '@coffee/platform/schedule';
import { type DynamicModule, Module } from '@nestjs/common';
import { AlarmsSchedule } from './alarms/alarms.schedule';
import { AuditProcessor } from './audit/audit.processor';
import { AuditSchedule } from './audit/audit.schedule';
import { AvailabilityProcessor } from './availability/availability.processor';
import { AvailabilitySchedule } from './availability/availability.schedule';
import { CommandsSchedule } from './commands/commands.schedule';
import { DevicesSchedule } from './devices/devices.schedule';
import { WorkerHeartbeat } from './heartbeat/worker-heartbeat';
import { MaterialsProcessor } from './materials/materials.processor';
import { MaterialsSchedule } from './materials/materials.schedule';
import { NotificationsProcessor } from './notifications/notifications.processor';
import { NotificationsSchedule } from './notifications/notifications.schedule';
import { OrdersProcessor } from './orders/orders.processor';
import { OrdersSchedule } from './orders/orders.schedule';
import { ReportsProcessor } from './reports/reports.processor';
import { ReportsSchedule } from './reports/reports.schedule';
import { StockSchedule } from './stock/stock.schedule';
import { TasksProcessor } from './tasks/tasks.processor';
import { TasksSchedule } from './tasks/tasks.schedule';

const PLATFORM = [ClockModule, RedisModule, LiveModule, MetricsModule];
const FEATURES = [
  AlarmsModule,
  AuditChainModule,
  AuditExportsModule,
  AvailabilityModule,
  CommandsModule,
  DemandModule,
  DevicesModule,
  MaterialsModule,
  NotificationsModule,
  OrdersModule,
  ReportsModule,
  StockModule,
  TaskRunsModule,
];

/** The one module of the worker. Its role decides whether it does jobs, keeps the clock, or both. */
@Module({})
export class WorkerModule {
  static of(config: Config): DynamicModule {
    const database = {
      url: config.databaseUrl,
      poolSize: config.databasePoolSize,
      applicationName: 'coffee-worker',
    };
    return {
      module: WorkerModule,
      imports: [
        ConfigModule.of(config),
        DataModule.forRoot(database),
        ...PLATFORM,
        ...FEATURES,
        config.workerRole === 'beat' ? QueueModule.producer() : QueueModule.consumer(),
        ...(config.workerRole === 'jobs' ? [] : [ScheduleModule]),
      ],
      providers: [
        WorkerHeartbeat,
        AlarmsSchedule,
        AuditProcessor,
        AuditSchedule,
        AvailabilityProcessor,
        AvailabilitySchedule,
        CommandsSchedule,
        DevicesSchedule,
        MaterialsProcessor,
        MaterialsSchedule,
        NotificationsProcessor,
        NotificationsSchedule,
        OrdersProcessor,
        OrdersSchedule,
        ReportsProcessor,
        ReportsSchedule,
        StockSchedule,
        TasksProcessor,
        TasksSchedule,
      ],
    };
  }
}
