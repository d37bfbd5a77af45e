import { type NotifyingProvider, PaymentProviderInfo } from '@coffee/contract/payments';
import { PaymentNotifications, PaymentsReader } from '@coffee/features/payments';
import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  type Answer,
  Answers,
  AnyRole,
  BodyLimits,
  Describe,
  type EdgeRequest,
  Public,
  Raw,
  readRawBody,
} from '../http';
import { refusal, thanks } from './notification-answers';
import { ProviderName } from './provider-name';

const MAX_NOTIFICATION_BYTES = 256 * 1024;

@Controller('payments')
@AnyRole()
export class PaymentsController {
  constructor(
    private readonly reader: PaymentsReader,
    private readonly notifications: PaymentNotifications,
  ) {}

  @Get('providers')
  @Answers(PaymentProviderInfo, { array: true })
  @Describe('Who refunds which payment methods, and whether its keys are there.')
  providers(): PaymentProviderInfo[] {
    return this.reader.list();
  }

  @Post(':provider/notify')
  @HttpCode(200)
  @Public()
  @Raw()
  @BodyLimits(null)
  @Describe(
    'For WeChat Pay (API v3), Alipay and Stripe: a signed notification, up to 256 KiB. It is stored once and makes its ' +
      'refund be looked at now; answered as the provider wants it, Alipay with the text `success`.',
  )
  async notify(
    @Param('provider', ProviderName) provider: NotifyingProvider,
    @Req() request: EdgeRequest,
  ): Promise<Answer<unknown>> {
    const raw = await readRawBody(request, MAX_NOTIFICATION_BYTES);
    const receipt = await this.notifications.receive(provider, request.headers, raw);
    return receipt === 'refused' ? refusal(request.edge.id) : thanks(provider);
  }
}
