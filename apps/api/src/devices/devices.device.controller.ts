import { MaterialsAnswer, MaterialsReport } from '@coffee/device-protocol/materials';
import {
  ALREADY_REGISTERED,
  RegisterAnswer,
  RegisterDevice,
  REGISTERED,
} from '@coffee/device-protocol/registration';
import { StatusAnswer, StatusReport } from '@coffee/device-protocol/status';
import { type Registration, RegistrationService } from '@coffee/features/devices';
import { Config } from '@coffee/platform/config';
import { deviceActor } from '@coffee/platform/context';
import { Controller, Post, Req } from '@nestjs/common';
import { DeviceRoute } from '../http/access';
import { Answer, Answers } from '../http/answers';
import { addressOf, type EdgeRequest } from '../http/edge-request';
import { TakesBody } from '../http/takes-body';
import { DeviceGate } from './device-gate';
import { DeviceIntake } from './device-intake';
import { DeviceReports, REGISTRATION } from './device-reports';

const HEARTBEAT_INTERVAL_SECONDS = 30;
const POLL_WAIT_SECONDS = 25;

const tokenOf = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' && header !== '' ? header : null;

function toRegistration(body: RegisterDevice, token: string | null): Registration {
  const { model = null, serial = null, mac = null, address = null, location } = body;
  return {
    deviceId: body.device_id,
    model,
    fwVersion: body.firmware_version,
    serial,
    mac,
    address,
    lat: location?.lat ?? null,
    lng: location?.lng ?? null,
    token,
  };
}

@Controller('devices')
export class DevicesDeviceController {
  constructor(
    private readonly gate: DeviceGate,
    private readonly reports: DeviceReports,
    private readonly intake: DeviceIntake,
    private readonly registrations: RegistrationService,
    private readonly config: Config,
  ) {}

  /** Says how a machine is. Answered after the write is committed. */
  @Post(':id/status')
  @DeviceRoute({ repeat: ['message'] })
  @TakesBody(StatusReport)
  @Answers(StatusAnswer)
  async status(@Req() request: EdgeRequest): Promise<StatusAnswer> {
    return this.reports.status(await this.gate.admit(request), request.body);
  }

  /** Says what is in the bins. */
  @Post(':id/materials/report')
  @DeviceRoute({ repeat: ['message'] })
  @TakesBody(MaterialsReport)
  @Answers(MaterialsAnswer)
  async materials(@Req() request: EdgeRequest): Promise<MaterialsAnswer> {
    return this.reports.materials(await this.gate.admitKnown(request), request.body);
  }

  /** Makes a machine known: 201 the first time, 200 after. */
  @Post('register')
  @DeviceRoute({ repeat: ['message', 'device_token'] })
  @TakesBody(RegisterDevice)
  @Answers(RegisterAnswer, { status: [201, 200] })
  async register(@Req() request: EdgeRequest): Promise<Answer<RegisterAnswer>> {
    const named = (request.body as { device_id?: unknown } | null | undefined)?.device_id;
    const body = await this.intake.read(typeof named === 'string' ? named : '', REGISTRATION, request.body);
    this.gate.count(body.device_id);
    const actor = deviceActor(body.device_id, addressOf(request), request.edge.id);
    const told = toRegistration(body, tokenOf(request.headers['x-device-token']));
    const registered = await this.registrations.register(actor, told, this.config.enableDeviceToken);
    return new Answer(registered.isNew ? 201 : 200, {
      device_id: body.device_id,
      message: registered.isNew ? REGISTERED : ALREADY_REGISTERED,
      provisioning: { merchant_id: registered.merchantId, needs_binding: registered.merchantId === null },
      ...(registered.deviceToken === null ? {} : { device_token: registered.deviceToken }),
      heartbeat_interval_seconds: HEARTBEAT_INTERVAL_SECONDS,
      poll_wait_seconds: POLL_WAIT_SECONDS,
    });
  }
}
