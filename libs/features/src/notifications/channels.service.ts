import type {
  ChangeChannel,
  ChannelSecret,
  CreateChannel,
  NewNotificationChannel,
  NotificationChannel,
} from '@coffee/contract/notification-channels';
import { MerchantEntity, NotificationChannelEntity, NotificationDeliveryEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { UnknownMerchant } from '../merchants';
import { applyChange, refuseUnfit } from './channel-rules';
import { resumeWaiting, startAnew } from './channel-switch.service';
import { ChannelSecrets } from './channel-secrets';
import { auditedChannel } from './channels.mapper';
import { ChannelsReader } from './channels.reader';
import { ChannelMismatch, ChannelNotFound, TooManyChannels, UnfitChannel } from './notifications.errors';
import { cancelWaiting } from './plan-statements';

/** Of one merchant, and of none: each alarm is held against all of them. */
const MAX_CHANNELS = 50;
const DEFAULT_GRACE_SECONDS = 86_400;

const SUMMARIES = {
  created: 'Made the channel',
  updated: 'Changed the channel',
  deleted: 'Deleted the channel',
  secret_rotated: 'Gave a new secret to the channel',
};
type Verb = keyof typeof SUMMARIES;

/** Where alarms are told to, as administrators set it up. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: AuditTrail,
    private readonly secrets: ChannelSecrets,
    private readonly reader: ChannelsReader,
  ) {}

  async create(actor: Actor, input: CreateChannel): Promise<NewNotificationChannel> {
    const secret = input.type === 'webhook' ? this.secrets.make() : null;
    const id = await this.db.transaction(actor, async (tx) => {
      const merchantId = await ownerOf(tx, actor, input.merchant_id ?? null);
      const { name, type, target } = input;
      const row = applyChange(newChannel(), { ...input, name, target });
      Object.assign(row, { merchantId, type, secret: secret?.sealed ?? null });
      this.refuse(row);
      await refuseEscalation(tx, row);
      await refuseTooMany(tx, merchantId);
      const channel = await tx.insert(NotificationChannelEntity, row);
      await this.record(tx, actor, 'created', null, channel);
      return channel.id;
    });
    return { ...(await this.reader.get(actor, id)), secret: secret?.shown ?? null };
  }

  async change(
    actor: Actor,
    id: number,
    change: ChangeChannel,
    version?: number,
  ): Promise<NotificationChannel> {
    await this.db.transaction(actor, async (tx) => {
      const channel = await lockChannel(tx, id);
      const before = { ...channel };
      applyChange(channel, change);
      this.refuse(channel);
      await refuseEscalation(tx, channel);
      const isNewTarget = channel.target !== before.target;
      // Turned off by a person is another thing than switched off for its failures: what waits is forgotten.
      const isOff = change.active === false && (before.active || before.switchedOffAt !== null);
      const isBack = channel.active && !before.active;
      if (isOff || isBack || (isNewTarget && channel.active)) startAnew(channel);
      const saved = await tx.save(NotificationChannelEntity, channel, version);
      if (isOff) await this.forgetWaiting(tx, id);
      if (isBack) await resumeWaiting(tx, id, this.clock.now());
      await this.record(tx, actor, 'updated', before, saved);
    });
    return this.reader.get(actor, id);
  }

  /** With everything that it has told. */
  async remove(actor: Actor, id: number): Promise<void> {
    await this.db.transaction(actor, async (tx) => {
      const channel = await lockChannel(tx, id);
      await this.record(tx, actor, 'deleted', channel, null);
      await tx.remove(NotificationChannelEntity, channel);
    });
  }

  /** The old secret signs beside the new one for the grace, so that receivers can change over without a gap. */
  async rotate(actor: Actor, id: number, graceSeconds = DEFAULT_GRACE_SECONDS): Promise<ChannelSecret> {
    const made = this.secrets.make();
    const until = new Date(this.clock.now().getTime() + graceSeconds * 1000);
    await this.db.transaction(actor, async (tx) => {
      const channel = await lockChannel(tx, id);
      if (channel.type !== 'webhook') throw new ChannelMismatch('An e-mail channel has no secret');
      const before = { ...channel };
      const change = { oldSecret: channel.secret, oldSecretUntil: until, secret: made.sealed };
      await tx.save(NotificationChannelEntity, Object.assign(channel, change));
      await this.record(tx, actor, 'secret_rotated', before, channel);
    });
    return { secret: made.shown, old_secret_valid_until: until.toISOString() };
  }

  private refuse(row: NotificationChannelEntity): void {
    refuseUnfit(row, { allowPrivate: this.config.allowPrivateWebhooks });
  }

  private async forgetWaiting(tx: TenantTx, id: number): Promise<void> {
    await tx.query((scope) => cancelWaiting(scope(NotificationDeliveryEntity, 'd')), [id, this.clock.now()]);
  }

  private async record(
    tx: TenantTx,
    actor: Actor,
    verb: Verb,
    before: NotificationChannelEntity | null,
    after: NotificationChannelEntity | null,
  ): Promise<void> {
    const channel = after ?? before;
    if (!channel) return;
    await this.audit.record(tx, actor, {
      action: `notification_channel.${verb}`,
      targetType: 'notification_channel',
      targetId: channel.id,
      summary: `${SUMMARIES[verb]} ${channel.name}`,
      before: before && auditedChannel(before),
      after: after && auditedChannel(after),
      merchantId: channel.merchantId,
    });
  }
}

/** As a careful person would have it. */
function newChannel(): NotificationChannelEntity {
  return Object.assign(new NotificationChannelEntity(), {
    events: ['alarm.opened', 'alarm.closed'],
    severities: ['info', 'warn', 'critical'],
    active: true,
    language: 'en',
    quietFrom: null,
    quietTo: null,
    criticalPasses: true,
    maxMessages: 20,
    windowMinutes: 10,
    remindAfterMinutes: 60,
    escalateTo: null,
    escalateAfterMinutes: null,
    oldSecret: null,
    oldSecretUntil: null,
    failures: 0,
  });
}

async function lockChannel(tx: TenantTx, id: number): Promise<NotificationChannelEntity> {
  const channel = await tx.lock(NotificationChannelEntity, { id });
  if (!channel) throw new ChannelNotFound();
  return channel;
}

/** A bound admin's channel is always their own merchant's. */
async function ownerOf(tx: TenantTx, actor: Actor, asked: number | null): Promise<number | null> {
  const merchantId = asked ?? actor.merchantId;
  if (merchantId !== null && !(await tx.exists(MerchantEntity, { id: merchantId })))
    throw new UnknownMerchant();
  return merchantId;
}

/** Whoever is told next must be allowed to know: a channel of the same merchant, or of all. */
async function refuseEscalation(tx: TenantTx, channel: NotificationChannelEntity): Promise<void> {
  if (channel.escalateTo === null) return;
  const unfit = new UnfitChannel(
    'escalate_to',
    'exists',
    'must be another channel that may hear of the same machines',
  );
  if (channel.escalateTo === channel.id) throw unfit;
  const next = await tx.find(NotificationChannelEntity, { id: channel.escalateTo });
  if (!next || (next.merchantId !== null && next.merchantId !== channel.merchantId)) throw unfit;
}

async function refuseTooMany(tx: TenantTx, merchantId: number | null): Promise<void> {
  const [row] = await tx.query<{ n: number }>(
    (scope) => `select count(*)::integer as n from notification_channels c
      where c.merchant_id is not distinct from $1 and ${scope(NotificationChannelEntity, 'c')}`,
    [merchantId],
  );
  if ((row?.n ?? 0) >= MAX_CHANNELS) throw new TooManyChannels(MAX_CHANNELS);
}
