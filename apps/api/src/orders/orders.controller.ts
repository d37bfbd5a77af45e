import { LimitQuery } from '@coffee/contract/devices';
import { MarkException, Order, OrderDetail, OrderPick, OrderQuery, OrderSums } from '@coffee/contract/orders';
import type { Page } from '@coffee/contract/paging';
import { OrdersReader, OrdersService } from '@coffee/features/orders';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, DeviceId, Needs } from '../http';
import { OrderId } from './order-id';

const DEFAULT_LIMIT = 20;

@Controller()
@AnyRole()
export class OrdersController {
  constructor(
    private readonly reader: OrdersReader,
    private readonly orders: OrdersService,
  ) {}

  /** Sales, newest first. */
  @Get('orders')
  @Answers(Order, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: OrderQuery): Promise<Page<Order>> {
    return this.reader.list(actor, query);
  }

  /** Sums of what the same filter lists: for the foot of a list. */
  @Get('orders/sums')
  @Answers(OrderSums)
  sums(@CurrentActor() actor: Actor, @Query() query: OrderQuery): Promise<OrderSums> {
    return this.reader.sums(actor, query);
  }

  /** One order with its lines and what happened to it. 409 when several machines used this id: `device_id` tells which. */
  @Get('orders/:id')
  @Answers(OrderDetail)
  get(
    @CurrentActor() actor: Actor,
    @Param('id', OrderId) id: string,
    @Query() pick: OrderPick,
  ): Promise<OrderDetail> {
    return this.reader.get(actor, id, pick.device_id);
  }

  /** Marks an order for review. */
  @Post('orders/:id/exception')
  @HttpCode(200)
  @Needs('orders.manage')
  @Answers(OrderDetail)
  setException(
    @CurrentActor() actor: Actor,
    @Param('id', OrderId) id: string,
    @Query() pick: OrderPick,
    @Body() body: MarkException,
  ): Promise<OrderDetail> {
    return this.orders.setException(actor, id, body.reason, pick.device_id);
  }

  @Delete('orders/:id/exception')
  @Needs('orders.manage')
  @Answers(OrderDetail)
  clearException(
    @CurrentActor() actor: Actor,
    @Param('id', OrderId) id: string,
    @Query() pick: OrderPick,
  ): Promise<OrderDetail> {
    return this.orders.clearException(actor, id, pick.device_id);
  }

  /** A machine's newest orders. */
  @Get('devices/:id/orders')
  @Answers(Order, { array: true })
  recent(
    @CurrentActor() actor: Actor,
    @Param('id', DeviceId) id: string,
    @Query() query: LimitQuery,
  ): Promise<Order[]> {
    return this.reader.recentOf(actor, id, query.limit ?? DEFAULT_LIMIT);
  }
}
