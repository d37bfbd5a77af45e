import { Message } from '@coffee/contract/auth';
import { DeviceModel, UpdateDeviceModel } from '@coffee/contract/device-models';
import { DeviceModels } from '@coffee/features/commands';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, Describe, IfMatch, Needs } from '../http';

/** Which model can do what. */
@Controller('device_models')
@AnyRole()
export class DeviceModelsController {
  constructor(private readonly models: DeviceModels) {}

  @Get()
  @Describe('Models that were described, and those of which machines exist.')
  @Answers(DeviceModel, { array: true })
  list(@CurrentActor() actor: Actor): Promise<DeviceModel[]> {
    return this.models.list(actor);
  }

  /** Describes a model, new or known. Models are one for all merchants. */
  @Put()
  @Needs('device_models.manage')
  @Answers(DeviceModel, { array: true })
  describe(
    @CurrentActor() actor: Actor,
    @Body() body: UpdateDeviceModel,
    @IfMatch() version: number | undefined,
  ): Promise<DeviceModel[]> {
    return this.models.describe(actor, body, version);
  }

  @Delete(':model')
  @Needs('device_models.manage')
  @Describe('Deletes a description. While there are machines of the model it is CONFLICT.')
  @Answers(Message)
  async remove(@CurrentActor() actor: Actor, @Param('model') model: string): Promise<Message> {
    await this.models.remove(actor, model);
    return { message: 'Device model deleted' };
  }
}
