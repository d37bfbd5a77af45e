import { Conflict, NotFound } from '@coffee/platform/errors';

export class OrderNotFound extends NotFound {
  constructor() {
    super('No such order', { code: 'ORDER_NOT_FOUND' });
  }
}

/** The first report stands; the second is kept for people. */
export class OrderConflict extends Conflict {
  constructor(orderId: string) {
    super('An order with this id but other money or items exists; it stands, and this report is kept', {
      details: { order_id: orderId },
    });
  }
}

/** Order ids are made by machines, so two may have used the same one. */
export class AmbiguousOrder extends Conflict {
  constructor(deviceIds: string[]) {
    super('Several machines used this order id: say which with device_id', {
      details: { field: 'device_id', device_ids: deviceIds },
    });
  }
}

/** Nothing was written. `details` say what could still be refunded. */
export class RefundNotAllowed extends Conflict {
  constructor(message: string, details: Record<string, unknown>) {
    super(message, { code: 'REFUND_NOT_ALLOWED', details });
  }
}

export class ProviderNotConfigured extends Conflict {
  constructor(provider: string) {
    super(`Refunds by ${provider} are not set up here: its keys are missing`, {
      code: 'PROVIDER_NOT_CONFIGURED',
      details: { provider },
    });
  }
}

export class RefundNotFound extends NotFound {
  constructor() {
    super('No such refund');
  }
}
