import {
  CreateOrder,
  CreateOrderAnswer,
  ORDER_CREATED,
  ORDER_EXISTS,
  OrderStatusAnswer,
  OrderStatusReport,
} from '@coffee/device-protocol/orders';
import { Controller, Post, Req } from '@nestjs/common';
import { DeviceGate } from '../devices/device-gate';
import { DeviceRoute } from '../http/access';
import { Answer, Answers } from '../http/answers';
import type { EdgeRequest } from '../http/edge-request';
import { TakesBody } from '../http/takes-body';
import { readOrderId } from './order-id';
import { OrderReports } from './order-reports';

@Controller('devices')
export class OrdersDeviceController {
  constructor(
    private readonly gate: DeviceGate,
    private readonly reports: OrderReports,
  ) {}

  /** Tells a sale: 201 when it is new, 200 when it was told before. Answered after the write is committed. */
  @Post(':id/orders/create')
  @DeviceRoute({ repeat: ['message', 'order_id'] })
  @TakesBody(CreateOrder)
  @Answers(CreateOrderAnswer, { status: [201, 200] })
  async create(@Req() request: EdgeRequest): Promise<Answer<CreateOrderAnswer>> {
    const { orderId, outcome } = await this.reports.create(await this.gate.admit(request), request.body);
    const isNew = outcome === 'created';
    return new Answer(isNew ? 201 : 200, {
      order_id: orderId,
      message: isNew ? ORDER_CREATED : ORDER_EXISTS,
    });
  }

  /** Tells how far an order is; answers the state that the order has now. */
  @Post(':id/orders/:order_id/status')
  @DeviceRoute({ repeat: ['order_id'] })
  @TakesBody(OrderStatusReport)
  @Answers(OrderStatusAnswer)
  async status(@Req() request: EdgeRequest): Promise<OrderStatusAnswer> {
    const deviceId = await this.gate.admit(request);
    const orderId = readOrderId(request.params.order_id, 'order_id');
    const state = await this.reports.status(deviceId, orderId, request.body);
    return {
      order_id: state.orderId,
      fulfilment_status: state.fulfilmentStatus,
      payment_status: state.paymentStatus,
    };
  }
}
