import { OrderPick } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import {
  ManualRefund,
  Refund,
  RefundAnswer,
  RefundDetail,
  RefundQuery,
  RefundQuote,
} from '@coffee/contract/refunds';
import { RefundsReader, RefundsService } from '@coffee/features/orders';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, IdempotencyKey, Needs } from '../http';
import { OrderId } from './order-id';
import { RefundId } from './refund-id';

@Controller()
@AnyRole()
export class RefundsController {
  constructor(
    private readonly reader: RefundsReader,
    private readonly refunds: RefundsService,
  ) {}

  /** What may be refunded of an order now, by whom, and why not. */
  @Get('orders/:id/refund_quote')
  @Answers(RefundQuote)
  quote(
    @CurrentActor() actor: Actor,
    @Param('id', OrderId) id: string,
    @Query() pick: OrderPick,
  ): Promise<RefundQuote> {
    return this.reader.quote(actor, id, pick.device_id);
  }

  /** Sends money of an order back, all that is left when no amount is given. 202: the provider is told behind the scenes. */
  @Post('orders/:id/manual_refund')
  @HttpCode(202)
  @Needs('orders.manage')
  @Answers(RefundAnswer, { status: 202 })
  async refund(
    @CurrentActor() actor: Actor,
    @Param('id', OrderId) id: string,
    @Query() pick: OrderPick,
    @Body() body: ManualRefund,
    @IdempotencyKey() key?: string,
  ): Promise<RefundAnswer> {
    return this.refunds.request(actor, id, body, { deviceId: pick.device_id, key });
  }

  /** What waits for an end or for a person first. */
  @Get('refunds')
  @Answers(Refund, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: RefundQuery): Promise<Page<Refund>> {
    return this.reader.list(actor, query);
  }

  /** One refund with what its provider answered. */
  @Get('refunds/:id')
  @Answers(RefundDetail)
  get(@CurrentActor() actor: Actor, @Param('id', RefundId) id: string): Promise<RefundDetail> {
    return this.reader.get(actor, id);
  }

  /** A failed refund again, under a new number; one that is open is looked at now. */
  @Post('refunds/:id/retry')
  @HttpCode(202)
  @Needs('orders.manage')
  @Answers(RefundAnswer, { status: 202 })
  retry(
    @CurrentActor() actor: Actor,
    @Param('id', RefundId) id: string,
    @IdempotencyKey() key?: string,
  ): Promise<RefundAnswer> {
    return this.refunds.retry(actor, id, key);
  }
}
