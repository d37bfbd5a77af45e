import { Conflict, Forbidden, Unavailable } from '@coffee/platform/errors';

export class VerifiedByAllMerchants extends Forbidden {
  constructor() {
    super('The chain holds the entries of all merchants: only people who see all of them may verify it');
  }
}

export class VerificationGivenUp extends Unavailable {
  constructor() {
    super('Nobody waits for this verification any more');
  }
}

export class TooYoungToRetire extends Conflict {
  constructor(days: number) {
    super(`Entries of the last ${days} days stay in the log`);
  }
}

export class MonthNotSound extends Conflict {
  constructor(month: string, details: { unsealed: number; broken: number }) {
    super(`Month ${month} stays: not all of its entries are as they were sealed`, { details });
  }
}
