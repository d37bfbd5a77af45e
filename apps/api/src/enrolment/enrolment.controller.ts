import { Message } from '@coffee/contract/auth';
import {
  CreateEnrolmentToken,
  EnrolmentToken,
  EnrolmentTokenQuery,
  NewEnrolmentToken,
} from '@coffee/contract/devices';
import type { Page } from '@coffee/contract/paging';
import { EnrolmentService } from '@coffee/features/enrolment';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { Answers, Created, CurrentActor, IntegerId, Needs } from '../http';

@Controller('enrolment_tokens')
@Needs('tokens.manage')
export class EnrolmentController {
  constructor(private readonly enrolment: EnrolmentService) {}

  @Get()
  @Answers(EnrolmentToken, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: EnrolmentTokenQuery): Promise<Page<EnrolmentToken>> {
    return this.enrolment.list(actor, query);
  }

  /** The only answer that holds the secret. */
  @Post()
  @Created()
  @Answers(NewEnrolmentToken)
  create(@CurrentActor() actor: Actor, @Body() body: CreateEnrolmentToken): Promise<NewEnrolmentToken> {
    return this.enrolment.create(actor, body);
  }

  @Delete(':id')
  @Answers(Message)
  async remove(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Message> {
    await this.enrolment.remove(actor, id);
    return { message: 'Enrolment token deleted' };
  }
}
