import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { EnrolmentModule } from '../enrolment';
import { DeviceDirectory } from './device-directory.ingest';
import { DeviceTokens } from './device-tokens.service';
import { DevicesReader } from './devices.reader';
import { DevicesService } from './devices.service';
import { DeviceListening } from './listening.service';
import { DevicePresence } from './presence.service';
import { Quarantine } from './quarantine.service';
import { RegistrationService } from './registration.service';
import { StatusIngest } from './status.ingest';
import { TelemetryPartitions } from './telemetry-partitions.ingest';

const PROVIDERS = [
  DeviceDirectory,
  DeviceListening,
  DevicePresence,
  DeviceTokens,
  DevicesReader,
  DevicesService,
  Quarantine,
  RegistrationService,
  StatusIngest,
  TelemetryPartitions,
];

@Module({ imports: [AuditModule, EnrolmentModule], providers: PROVIDERS, exports: PROVIDERS })
export class DevicesModule {}
