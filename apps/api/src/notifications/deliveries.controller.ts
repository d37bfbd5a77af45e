import { Delivery, DeliveryAnswer, DeliveryDetail, DeliveryQuery } from '@coffee/contract/notifications';
import type { Page } from '@coffee/contract/paging';
import { DeliveriesReader, DeliveriesService } from '@coffee/features/notifications';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answers, CurrentActor, IntegerId, Roles } from '../http';

/** What a channel has told, and what became of it. */
@Controller('notification_channels/:id')
@Roles('admin')
export class DeliveriesController {
  constructor(
    private readonly reader: DeliveriesReader,
    private readonly deliveries: DeliveriesService,
  ) {}

  /** Sends one message now, also by a channel that is off. The answer tells how it went; there is no second attempt. */
  @Post('test')
  @HttpCode(200)
  @Answers(DeliveryAnswer)
  test(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<DeliveryAnswer> {
    return this.deliveries.test(actor, id);
  }

  /** Newest first. */
  @Get('deliveries')
  @Answers(Delivery, { page: true })
  list(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Query() query: DeliveryQuery,
  ): Promise<Page<Delivery>> {
    return this.reader.list(actor, id, query);
  }

  /** With every attempt. */
  @Get('deliveries/:delivery_id')
  @Answers(DeliveryDetail)
  get(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Param('delivery_id', IntegerId) deliveryId: number,
  ): Promise<DeliveryDetail> {
    return this.reader.detail(actor, id, deliveryId);
  }

  /** Again, under the same `webhook-id`, for another day. What still waits or is part of a digest is a CONFLICT. */
  @Post('deliveries/:delivery_id/replay')
  @HttpCode(200)
  @Answers(DeliveryAnswer)
  replay(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Param('delivery_id', IntegerId) deliveryId: number,
  ): Promise<DeliveryAnswer> {
    return this.deliveries.replay(actor, id, deliveryId);
  }
}
