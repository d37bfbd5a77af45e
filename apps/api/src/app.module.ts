import { DataModule } from '@coffee/data/data.module';
import { AlarmsModule } from '@coffee/features/alarms';
import { AuditModule } from '@coffee/features/audit';
import { AuditChainModule } from '@coffee/features/audit-chain';
import { AuditExportsModule } from '@coffee/features/audit-exports';
import { AuthModule } from '@coffee/features/auth';
import { AvailabilityModule } from '@coffee/features/availability';
import { CommandsModule } from '@coffee/features/commands';
import { DevicesModule } from '@coffee/features/devices';
import { EnrolmentModule } from '@coffee/features/enrolment';
import { MaterialsModule } from '@coffee/features/materials';
import { MerchantsModule } from '@coffee/features/merchants';
import { NotificationsModule } from '@coffee/features/notifications';
import { OrdersModule } from '@coffee/features/orders';
import { PaymentsModule } from '@coffee/features/payments';
import { PackagesModule } from '@coffee/features/packages';
import { RecipesModule } from '@coffee/features/recipes';
import { ReportsModule } from '@coffee/features/reports';
import { SavedViewsModule } from '@coffee/features/saved-views';
import { SearchModule } from '@coffee/features/search';
import { StockModule } from '@coffee/features/stock';
import { TasksModule } from '@coffee/features/tasks';
import { UsersModule } from '@coffee/features/users';
import { ClockModule } from '@coffee/platform/clock';
import { type Config, ConfigModule } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { MetricsModule, MetricsPageModule } from '@coffee/platform/metrics';
import { QueueModule } from '@coffee/platform/queue';
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AlarmRulesController } from './alarms/alarm-rules.controller';
import { AlarmsController } from './alarms/alarms.controller';
import { AuditController } from './audit/audit.controller';
import { DeviceAuditController } from './audit/device-audit.controller';
import { AuthController } from './auth/auth.controller';
import { OwnSessionsController } from './auth/own-sessions.controller';
import { PersonSessions } from './auth/person-sessions';
import { CommandReports } from './commands/command-reports';
import { CommandsController } from './commands/commands.controller';
import { CommandsDeviceController } from './commands/commands.device.controller';
import { DeviceModelsController } from './commands/device-models.controller';
import { DevicePolls } from './commands/device-polls';
import { DispatchController } from './commands/dispatch.controller';
import { DeviceEar } from './devices/device-ear';
import { DeviceEvents } from './devices/device-events';
import { DeviceGate } from './devices/device-gate';
import { DeviceIntake } from './devices/device-intake';
import { DeviceReports } from './devices/device-reports';
import { DevicesController } from './devices/devices.controller';
import { DevicesDeviceController } from './devices/devices.device.controller';
import { EventsDeviceController } from './devices/events.device.controller';
import { DeviceTokenController } from './enrolment/device-token.controller';
import { EnrolmentController } from './enrolment/enrolment.controller';
import { DocsController } from './docs/docs.controller';
import { HealthController } from './health/health.controller';
import { Readiness } from './health/readiness';
import { Drain } from './http/drain';
import { SessionsHolder } from './http/sessions-holder';
import { LiveGateway } from './live/live.gateway';
import { LiveHub } from './live/live-hub';
import { LiveSessions } from './live/live-sessions';
import { ImportIntake } from './materials/import-intake';
import { MaterialFilesController } from './materials/material-files.controller';
import { MaterialsController } from './materials/materials.controller';
import { LocationsController } from './merchants/locations.controller';
import { MerchantsController } from './merchants/merchants.controller';
import { MetricsController } from './metrics/metrics.controller';
import { ChannelsController } from './notifications/channels.controller';
import { DeliveriesController } from './notifications/deliveries.controller';
import { OrderExportController } from './orders/order-export.controller';
import { OrderReports } from './orders/order-reports';
import { OrdersController } from './orders/orders.controller';
import { OrdersDeviceController } from './orders/orders.device.controller';
import { ProductBlocksController } from './orders/product-blocks.controller';
import { RefundsController } from './orders/refunds.controller';
import { PaymentsController } from './payments/payments.controller';
import { DownloadsController } from './packages/downloads.controller';
import { PackageAccess } from './packages/package-access';
import { PackageIntake } from './packages/package-intake';
import { PackagesController } from './packages/packages.controller';
import { UploadForm } from './packages/upload-form';
import { RecipesController } from './recipes/recipes.controller';
import { AvailabilityController } from './reports/availability.controller';
import { DashboardController } from './reports/dashboard.controller';
import { SavedViewsController } from './saved-views/saved-views.controller';
import { SearchController } from './search/search.controller';
import { BinsController } from './stock/bins.controller';
import { RefillsController } from './stock/refills.controller';
import { StockController } from './stock/stock.controller';
import { TasksController } from './tasks/tasks.controller';
import { InvitationsController } from './users/invitations.controller';
import { UserSessionsController } from './users/user-sessions.controller';
import { UsersController } from './users/users.controller';

const FEATURES = [
  AlarmsModule,
  AuditModule,
  AuditChainModule,
  AuditExportsModule,
  AuthModule,
  AvailabilityModule,
  CommandsModule,
  DevicesModule,
  EnrolmentModule,
  MaterialsModule,
  MerchantsModule,
  NotificationsModule,
  OrdersModule,
  PaymentsModule,
  PackagesModule,
  RecipesModule,
  ReportsModule,
  SavedViewsModule,
  SearchModule,
  StockModule,
  TasksModule,
  UsersModule,
];

/** Machines' routes first: they are most of the traffic, and routes are looked at in this order. */
const DEVICE_CONTROLLERS = [
  DevicesDeviceController,
  OrdersDeviceController,
  CommandsDeviceController,
  EventsDeviceController,
];
const DEVICE_PROVIDERS = [
  CommandReports,
  DeviceEar,
  DeviceEvents,
  DeviceGate,
  DeviceIntake,
  DevicePolls,
  DeviceReports,
  OrderReports,
];
const CONTROLLERS = [
  AlarmRulesController,
  AlarmsController,
  AuditController,
  AuthController,
  AvailabilityController,
  BinsController,
  ChannelsController,
  CommandsController,
  DashboardController,
  DeviceAuditController,
  DeliveriesController,
  DeviceModelsController,
  DeviceTokenController,
  DocsController,
  DevicesController,
  DispatchController,
  DownloadsController,
  EnrolmentController,
  HealthController,
  InvitationsController,
  LiveGateway,
  LocationsController,
  MaterialFilesController,
  MaterialsController,
  MerchantsController,
  OrderExportController,
  OrdersController,
  OwnSessionsController,
  ProductBlocksController,
  RefillsController,
  RefundsController,
  PaymentsController,
  SavedViewsController,
  SearchController,
  StockController,
  PackagesController,
  RecipesController,
  TasksController,
  UserSessionsController,
  UsersController,
];

@Module({})
export class AppModule {
  static of(config: Config): DynamicModule {
    const database = {
      url: config.databaseUrl,
      poolSize: config.databasePoolSize,
      applicationName: 'coffee-api',
    };
    return {
      module: AppModule,
      imports: [
        DiscoveryModule,
        ConfigModule.of(config),
        ClockModule,
        DataModule.forRoot(database),
        LiveModule,
        MetricsModule,
        ...FEATURES,
        // After the features: it opens the queues that they declared.
        QueueModule.producer(),
        MetricsPageModule.withController(MetricsController),
      ],
      controllers: [...DEVICE_CONTROLLERS, ...CONTROLLERS],
      providers: [
        ...DEVICE_PROVIDERS,
        Drain,
        LiveHub,
        LiveSessions,
        PackageAccess,
        ImportIntake,
        PackageIntake,
        PersonSessions,
        Readiness,
        SessionsHolder,
        UploadForm,
      ],
    };
  }
}
