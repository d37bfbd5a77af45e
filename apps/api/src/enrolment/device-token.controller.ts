import { DeviceToken, RotateToken } from '@coffee/contract/devices';
import { DeviceTokens } from '@coffee/features/devices';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { Answers, Created, CurrentActor, DeviceId, Needs } from '../http';

const DEFAULT_GRACE_SECONDS = 86_400;

@Controller('devices')
export class DeviceTokenController {
  constructor(private readonly tokens: DeviceTokens) {}

  /** The only answer that holds the new token; the old one stays good for the grace. */
  @Post(':id/token')
  @Needs('tokens.manage')
  @Created()
  @Answers(DeviceToken)
  async rotate(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Body() body: RotateToken,
  ): Promise<DeviceToken> {
    const made = await this.tokens.rotate(actor, id, body.grace_seconds ?? DEFAULT_GRACE_SECONDS);
    return { device_token: made.token, old_token_valid_until: made.oldValidUntil.toISOString() };
  }
}
