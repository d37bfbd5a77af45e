import { MailClient } from '@coffee/platform/mail';
import { WebhookClient } from '@coffee/platform/webhooks';
import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { AlarmEchoes } from './alarm-echoes';
import { AlarmOutbox } from './alarm-outbox';
import { ChannelSwitch } from './channel-switch.service';
import { ChannelSecrets } from './channel-secrets';
import { ChannelsReader } from './channels.reader';
import { ChannelsService } from './channels.service';
import { DeliveriesReader } from './deliveries.reader';
import { DeliveriesService } from './deliveries.service';
import { DeliveryClaims } from './delivery-claims';
import { DeliveryPlanner } from './delivery-planner.ingest';
import { DeliveryRuns } from './delivery-runs';
import { NotificationMetrics } from './notification-metrics.reader';

/** For alarms: what happened to them is written here, and needs no queue. */
@Module({ providers: [AlarmOutbox], exports: [AlarmOutbox] })
export class AlarmOutboxModule {}

const EXPORTED = [
  AlarmEchoes,
  ChannelsReader,
  ChannelsService,
  DeliveriesReader,
  DeliveriesService,
  DeliveryPlanner,
  DeliveryRuns,
];

@Module({
  imports: [AuditModule],
  providers: [
    ...EXPORTED,
    ChannelSecrets,
    ChannelSwitch,
    DeliveryClaims,
    MailClient,
    NotificationMetrics,
    WebhookClient,
  ],
  exports: EXPORTED,
})
export class NotificationsModule {}
