import { DeliveryRuns, SEND_NOTIFICATION } from '@coffee/features/notifications';
import { Handles } from '@coffee/platform/queue';
import { Injectable } from '@nestjs/common';

@Injectable()
export class NotificationsProcessor {
  constructor(private readonly runs: DeliveryRuns) {}

  @Handles(SEND_NOTIFICATION)
  async send(deliveryId: string): Promise<void> {
    await this.runs.run(Number(deliveryId));
  }
}
