import {
  Alarm,
  AlarmAnswer,
  AlarmAssignee,
  AlarmCounts,
  AlarmDetail,
  AlarmNote,
  AlarmQuery,
  AssignAlarm,
  BulkAlarms,
  BulkAlarmsAnswer,
  CommentAlarm,
  ShelveAlarm,
} from '@coffee/contract/alarms';
import type { Page } from '@coffee/contract/paging';
import { AlarmsReader, AlarmsService } from '@coffee/features/alarms';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, IntegerId, Needs } from '../http';

@Controller('alarms')
@AnyRole()
export class AlarmsController {
  constructor(
    private readonly reader: AlarmsReader,
    private readonly alarms: AlarmsService,
  ) {}

  /** Ranked: open before closed, the worst first, then the oldest. */
  @Get()
  @Answers(Alarm, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: AlarmQuery): Promise<Page<Alarm>> {
    return this.reader.list(actor, query);
  }

  /** How many are open, without the shelved ones. */
  @Get('counts')
  @Answers(AlarmCounts)
  counts(@CurrentActor() actor: Actor): Promise<AlarmCounts> {
    return this.reader.counts(actor);
  }

  /** Whom an alarm may be assigned to. */
  @Get('assignees')
  @Answers(AlarmAssignee, { array: true })
  assignees(@CurrentActor() actor: Actor): Promise<AlarmAssignee[]> {
    return this.reader.assignees(actor);
  }

  /** One alarm with its timeline and the occurrences before. */
  @Get(':id')
  @Answers(AlarmDetail)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<AlarmDetail> {
    return this.reader.detail(actor, id);
  }

  /** One act on many: what can be done is done, the rest is told with its reason. */
  @Post('bulk')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(BulkAlarmsAnswer)
  bulk(@CurrentActor() actor: Actor, @Body() body: BulkAlarms): Promise<BulkAlarmsAnswer> {
    return this.alarms.bulk(actor, body);
  }

  /** Somebody has seen it. */
  @Post(':id/ack')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(AlarmAnswer)
  ack(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: AlarmNote,
  ): Promise<AlarmAnswer> {
    return this.alarms.ack(actor, id, body.note);
  }

  /** Takes an acknowledgement back. */
  @Post(':id/unack')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(AlarmAnswer)
  unack(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<AlarmAnswer> {
    return this.alarms.unack(actor, id);
  }

  /** By hand. While the cause lasts it stays closed; `condition` says so. */
  @Post(':id/close')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(AlarmAnswer)
  close(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: AlarmNote,
  ): Promise<AlarmAnswer> {
    return this.alarms.close(actor, id, body.note);
  }

  @Post(':id/assign')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(AlarmAnswer)
  assign(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: AssignAlarm,
  ): Promise<AlarmAnswer> {
    return this.alarms.assign(actor, id, body.user_id);
  }

  @Post(':id/comment')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(AlarmAnswer)
  comment(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: CommentAlarm,
  ): Promise<AlarmAnswer> {
    return this.alarms.comment(actor, id, body.text);
  }

  /** Out of sight until a time; null brings it back. */
  @Post(':id/shelve')
  @HttpCode(200)
  @Needs('alarms.manage')
  @Answers(AlarmAnswer)
  shelve(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: ShelveAlarm,
  ): Promise<AlarmAnswer> {
    return this.alarms.shelve(actor, id, body.until);
  }
}
