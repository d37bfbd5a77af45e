import { DeviceModel, UpdateDeviceModel } from '@coffee/contract/device-models';
import { DeviceModels } from '@coffee/features/commands';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, Needs } from '../http';

/** Which model can do what. */
@Controller('device_models')
@AnyRole()
export class DeviceModelsController {
  constructor(private readonly models: DeviceModels) {}

  @Get()
  @Answers(DeviceModel, { array: true })
  list(@CurrentActor() actor: Actor): Promise<DeviceModel[]> {
    return this.models.list(actor);
  }

  /** Describes a model, new or known. Models are one for all merchants. */
  @Put()
  @Needs('device_models.manage')
  @Answers(DeviceModel, { array: true })
  describe(@CurrentActor() actor: Actor, @Body() body: UpdateDeviceModel): Promise<DeviceModel[]> {
    return this.models.describe(actor, body);
  }
}
