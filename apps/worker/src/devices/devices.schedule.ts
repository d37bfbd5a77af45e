import { DevicePresence, TelemetryPartitions } from '@coffee/features/devices';
import { Config } from '@coffee/platform/config';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class DevicesSchedule {
  constructor(
    private readonly config: Config,
    private readonly presence: DevicePresence,
    private readonly partitions: TelemetryPartitions,
  ) {}

  @Every({ name: 'mark-silent-devices', seconds: 5 })
  async markSilent(): Promise<void> {
    await this.presence.markSilent(this.config.deviceOfflineAfterSeconds);
  }

  @Every({ name: 'make-telemetry-partitions', seconds: 3_600 })
  async makePartitions(): Promise<void> {
    await this.partitions.ensure();
  }
}
