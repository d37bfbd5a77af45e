import { Forbidden, NotFound, ValidationFailed } from '@coffee/platform/errors';

export class MerchantNotFound extends NotFound {
  constructor() {
    super('There is no such merchant');
  }
}

export class LocationNotFound extends NotFound {
  constructor() {
    super('There is no such location');
  }
}

/** Merchants are the business of administrators who see all of them. */
export class MerchantsOutOfReach extends Forbidden {
  constructor() {
    super('Only an administrator of all merchants may do this');
  }
}

/** Also for a merchant that exists but is out of the actor's reach. */
export class UnknownMerchant extends ValidationFailed {
  constructor() {
    super([{ field: 'merchant_id', rule: 'exists', message: 'merchant_id must name a merchant' }]);
  }
}
