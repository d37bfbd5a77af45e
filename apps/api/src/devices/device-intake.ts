import { Quarantine } from '@coffee/features/devices';
import { ValidationFailed } from '@coffee/platform/errors';
import type { Validated } from '@coffee/platform/validation';
import { Injectable } from '@nestjs/common';

/** How one kind of report is read: the dialect into the canonical shape, then its rules. */
export interface ReportShape<T> {
  /** For people, e.g. `status`. */
  name: string;
  read(body: unknown): unknown;
  validate(body: unknown): Validated<T>;
}

/** Reads machines' bodies. One that breaks its shape is kept in the quarantine before it is refused. */
@Injectable()
export class DeviceIntake {
  constructor(private readonly quarantine: Quarantine) {}

  read<T>(deviceId: string, shape: ReportShape<T>, body: unknown): T | Promise<T> {
    const result = shape.validate(shape.read(body));
    return result.ok ? result.value : this.refuse(deviceId, shape.name, body, result.issues);
  }

  private async refuse(
    deviceId: string,
    route: string,
    body: unknown,
    issues: ConstructorParameters<typeof ValidationFailed>[0],
  ): Promise<never> {
    const error = issues.map((issue) => `${issue.field}: ${issue.message}`).join('; ');
    await this.quarantine.keep(deviceId, route, body, error);
    throw new ValidationFailed(issues);
  }
}
