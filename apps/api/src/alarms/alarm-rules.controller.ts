import { AlarmRules, AlarmRulesQuery, UpdateAlarmRules } from '@coffee/contract/alarm-rules';
import { AlarmRulesService } from '@coffee/features/alarms';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { Answers, CurrentActor, Needs } from '../http';

/** Without a merchant: the rules for all merchants that have none of their own; for a bound admin always its own. */
@Controller('alarm_rules')
@Needs('alarm_rules.manage')
export class AlarmRulesController {
  constructor(private readonly rules: AlarmRulesService) {}

  @Get()
  @Answers(AlarmRules)
  get(@CurrentActor() actor: Actor, @Query() query: AlarmRulesQuery): Promise<AlarmRules> {
    return this.rules.get(actor, query.merchant_id);
  }

  /** Types that are not named stay as they are. */
  @Put()
  @Answers(AlarmRules)
  update(@CurrentActor() actor: Actor, @Body() body: UpdateAlarmRules): Promise<AlarmRules> {
    return this.rules.update(actor, body);
  }
}
