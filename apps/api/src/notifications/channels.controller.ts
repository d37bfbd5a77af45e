import { Message } from '@coffee/contract/auth';
import {
  ChangeChannel,
  ChannelQuery,
  ChannelSecret,
  CreateChannel,
  NewNotificationChannel,
  NotificationChannel,
  RotateChannelSecret,
} from '@coffee/contract/notification-channels';
import type { Page } from '@coffee/contract/paging';
import { ChannelsReader, ChannelsService } from '@coffee/features/notifications';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { Answers, Created, CurrentActor, IfMatch, IntegerId, Needs } from '../http';

/** Where alarms are told to: by signed webhooks, or by e-mail. */
@Controller('notification_channels')
@Needs('channels.manage')
export class ChannelsController {
  constructor(
    private readonly reader: ChannelsReader,
    private readonly channels: ChannelsService,
  ) {}

  @Get()
  @Answers(NotificationChannel, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: ChannelQuery): Promise<Page<NotificationChannel>> {
    return this.reader.list(actor, query);
  }

  @Get(':id')
  @Answers(NotificationChannel)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<NotificationChannel> {
    return this.reader.get(actor, id);
  }

  /** The only answer that holds a webhook's secret. */
  @Post()
  @Created()
  @Answers(NewNotificationChannel)
  create(@CurrentActor() actor: Actor, @Body() body: CreateChannel): Promise<NewNotificationChannel> {
    return this.channels.create(actor, body);
  }

  /** What is absent stays. Turned off, a channel forgets what it has not told yet. */
  @Patch(':id')
  @Answers(NotificationChannel)
  change(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: ChangeChannel,
    @IfMatch() version?: number,
  ): Promise<NotificationChannel> {
    return this.channels.change(actor, id, body, version);
  }

  /** With its log. */
  @Delete(':id')
  @Answers(Message)
  async remove(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Message> {
    await this.channels.remove(actor, id);
    return { message: 'Channel deleted' };
  }

  /** A new secret, shown once; the old one signs beside it for the grace. An e-mail channel is a CONFLICT. */
  @Post(':id/secret')
  @HttpCode(200)
  @Answers(ChannelSecret)
  rotate(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: RotateChannelSecret,
  ): Promise<ChannelSecret> {
    return this.channels.rotate(actor, id, body.grace_seconds);
  }
}
