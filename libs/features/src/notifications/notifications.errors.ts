import { Conflict, NotFound, ValidationFailed } from '@coffee/platform/errors';

export class ChannelNotFound extends NotFound {
  constructor() {
    super('No such notification channel');
  }
}

export class DeliveryNotFound extends NotFound {
  constructor() {
    super('This channel has no such delivery');
  }
}

export class TooManyChannels extends Conflict {
  constructor(max: number) {
    super(`A merchant has at most ${max} channels`, { details: { max } });
  }
}

/** A webhook has no secret to give when it is an e-mail channel, and so on. */
export class ChannelMismatch extends Conflict {
  constructor(message: string) {
    super(message);
  }
}

export class NotReplayable extends Conflict {
  constructor(status: string) {
    super('Only what was delivered, given up or canceled can be sent again', { details: { status } });
  }
}

export class ChannelIsOff extends Conflict {
  constructor() {
    super('The channel is turned off');
  }
}

/** The test of an e-mail channel on a server that knows no mail server. */
export class MailNotConfigured extends Conflict {
  constructor(deliveryId: number) {
    super('SMTP_URL and MAIL_FROM are not set on the server', {
      code: 'PROVIDER_NOT_CONFIGURED',
      details: { delivery_id: deliveryId },
    });
  }
}

export class UnfitChannel extends ValidationFailed {
  constructor(field: string, rule: string, problem: string) {
    super([{ field, rule, message: `${field} ${problem}` }]);
  }
}
