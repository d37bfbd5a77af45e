import { DataModule } from '@coffee/data/data.module';
import { AuditModule } from '@coffee/features/audit';
import { AuthModule } from '@coffee/features/auth';
import { DevicesModule } from '@coffee/features/devices';
import { EnrolmentModule } from '@coffee/features/enrolment';
import { MaterialsModule } from '@coffee/features/materials';
import { MerchantsModule } from '@coffee/features/merchants';
import { TasksModule } from '@coffee/features/tasks';
import { UsersModule } from '@coffee/features/users';
import { ClockModule } from '@coffee/platform/clock';
import { type Config, ConfigModule } from '@coffee/platform/config';
import { LiveModule } from '@coffee/platform/live';
import { MetricsModule, MetricsPageModule } from '@coffee/platform/metrics';
import { QueueModule } from '@coffee/platform/queue';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthController } from './auth/auth.controller';
import { PersonSessions } from './auth/person-sessions';
import { HealthController } from './health/health.controller';
import { Readiness } from './health/readiness';
import { Drain } from './http/drain';
import { SessionsHolder } from './http/sessions-holder';
import { MetricsController } from './metrics/metrics.controller';

const FEATURES = [
  AuditModule,
  AuthModule,
  DevicesModule,
  EnrolmentModule,
  MaterialsModule,
  MerchantsModule,
  TasksModule,
  UsersModule,
];

/** Machines' routes first: they are most of the traffic, and routes are looked at in this order. */
const DEVICE_CONTROLLERS: Type[] = [];
const CONTROLLERS = [AuthController, HealthController];

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
      providers: [Drain, PersonSessions, Readiness, SessionsHolder],
    };
  }
}
