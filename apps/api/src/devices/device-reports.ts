import type { DeviceStatus } from '@coffee/contract/devices';
import { readMaterials, readRegistration, readStatus } from '@coffee/device-protocol/dialect';
import { parseDeviceTime } from '@coffee/device-protocol/device-time';
import { MATERIALS_UPDATED, type MaterialsAnswer, MaterialsReport } from '@coffee/device-protocol/materials';
import { RegisterDevice } from '@coffee/device-protocol/registration';
import { STATUS_UPDATED, type StatusAnswer, StatusReport } from '@coffee/device-protocol/status';
import { type KnownDevice, StatusIngest } from '@coffee/features/devices';
import { MaterialsIngest } from '@coffee/features/stock';
import { Clock } from '@coffee/platform/clock';
import { compileValidator } from '@coffee/platform/validation';
import { Injectable } from '@nestjs/common';
import { DeviceIntake, type ReportShape } from './device-intake';

const STATUS: ReportShape<StatusReport> = {
  name: 'status',
  read: readStatus,
  validate: compileValidator(StatusReport),
};
const MATERIALS: ReportShape<MaterialsReport> = {
  name: 'materials/report',
  read: readMaterials,
  validate: compileValidator(MaterialsReport),
};
export const REGISTRATION: ReportShape<RegisterDevice> = {
  name: 'register',
  read: readRegistration,
  validate: compileValidator(RegisterDevice),
};

/** What a machine says of itself and its bins, by its own route or out of an offline queue. */
@Injectable()
export class DeviceReports {
  constructor(
    private readonly intake: DeviceIntake,
    private readonly statuses: StatusIngest,
    private readonly materialsIngest: MaterialsIngest,
    private readonly clock: Clock,
  ) {}

  async status(deviceId: string, body: unknown): Promise<StatusAnswer> {
    const report = await this.intake.read(deviceId, STATUS, body);
    const now = this.clock.now();
    const reportedAt = parseDeviceTime(report.timestamp) ?? now;
    const { applied, pendingCommands } = await this.statuses.report({
      deviceId,
      status: report.status satisfies DeviceStatus,
      activity: report.activity ?? null,
      reportedAt,
      skewMs: reportedAt.getTime() - now.getTime(),
      fwVersion: report.firmware_version ?? null,
      ip: report.ip ?? null,
      wifiSsid: report.wifi_ssid ?? null,
      wifiSignal: report.wifi_signal ?? null,
      temperature: report.temperature ?? null,
      uptimeSeconds: report.uptime_seconds ?? null,
      extra: report.extra ? JSON.stringify(report.extra) : null,
    });
    const server_time = now.toISOString();
    return { message: STATUS_UPDATED, applied, server_time, pending_commands: pendingCommands };
  }

  async materials(device: KnownDevice, body: unknown): Promise<MaterialsAnswer> {
    const report = await this.intake.read(device.deviceId, MATERIALS, body);
    const bins = report.materials.map((bin) => ({
      binIndex: bin.bin_index,
      materialCode: bin.material_code,
      remaining: bin.remaining,
      capacity: bin.capacity,
      unit: bin.unit,
    }));
    const reportedAt = parseDeviceTime(report.timestamp) ?? this.clock.now();
    return { message: MATERIALS_UPDATED, bins: await this.materialsIngest.report(device, bins, reportedAt) };
  }
}
