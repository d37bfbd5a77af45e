import { readOrder } from '@coffee/device-protocol/dialect';
import { CreateOrder, OrderStatusEvent, OrderStatusReport } from '@coffee/device-protocol/orders';
import { OrderIngest, type OrderReceipt, type OrderState } from '@coffee/features/orders';
import { Clock } from '@coffee/platform/clock';
import { compileValidator } from '@coffee/platform/validation';
import { Injectable } from '@nestjs/common';
import { DeviceIntake, type ReportShape } from '../devices/device-intake';

const ORDER: ReportShape<CreateOrder> = {
  name: 'orders/create',
  read: readOrder,
  validate: compileValidator(CreateOrder),
};
const ORDER_STATUS: ReportShape<OrderStatusReport> = {
  name: 'orders/status',
  read: (body) => body,
  validate: compileValidator(OrderStatusReport),
};
const ORDER_STATUS_EVENT: ReportShape<OrderStatusEvent> = {
  name: 'orders/status',
  read: (body) => body,
  validate: compileValidator(OrderStatusEvent),
};

/** What a machine says of its orders, by its own route or out of an offline queue. */
@Injectable()
export class OrderReports {
  constructor(
    private readonly intake: DeviceIntake,
    private readonly orders: OrderIngest,
    private readonly clock: Clock,
  ) {}

  async create(deviceId: string, body: unknown): Promise<OrderReceipt> {
    const order = await this.intake.read(deviceId, ORDER, body);
    return this.orders.report(deviceId, order, this.clock.now());
  }

  async status(deviceId: string, orderId: string, body: unknown): Promise<OrderState> {
    const report = await this.intake.read(deviceId, ORDER_STATUS, body);
    return this.orders.reportStatus(deviceId, orderId, report);
  }

  /** In an offline queue the order's id stands in the payload. */
  async statusEvent(deviceId: string, payload: unknown): Promise<OrderState> {
    const report = await this.intake.read(deviceId, ORDER_STATUS_EVENT, payload);
    return this.orders.reportStatus(deviceId, report.order_id, report);
  }
}
