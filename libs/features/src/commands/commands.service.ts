import type { CommandType } from '@coffee/contract/command-payloads';
import {
  DEFAULT_COMMAND_TTL_SECONDS,
  DEFAULT_MAX_ATTEMPTS,
  type Command,
  type CommandErrorCode,
  type CreateCommand,
} from '@coffee/contract/commands';
import { DeviceEntity, DeviceModelEntity } from '@coffee/data/entities';
import { NEW_ID } from '@coffee/data/new-id';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import type { Actor } from '@coffee/platform/context';
import { Doorbell } from '@coffee/platform/doorbell';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { DeviceNotFound } from '../devices';
import { actOnce } from '../idempotency';
import { type PackageOffer, PackageOffers } from '../packages';
import { CommandNews } from './command-news';
import { readPayload } from './command-payload';
import { DeviceNotActive } from './commands.errors';
import { CommandsReader } from './commands.reader';
import { MACHINE_TAIL } from './move-tail';
import { intendForDevice } from './upgrade-statements';

interface Created {
  commandId: string;
  merchantId: number | null;
  status: 'queued' | 'unsupported';
  error: string | null;
}

/** Null when the model can do it. */
async function whyUnsupported(
  tx: TenantTx,
  type: CommandType,
  model: string | null,
  offer: PackageOffer | null,
): Promise<string | null> {
  const described = model === null ? null : await tx.find(DeviceModelEntity, { model });
  if (described && !described.commandTypes.includes(type)) return `${model} does not support ${type}`;
  return offer && whyUnfit(offer, model);
}

function whyUnfit({ compatibility: models }: PackageOffer, model: string | null): string | null {
  if (models.length === 0 || (model !== null && models.includes(model))) return null;
  return `The package is for ${models.join(', ')}, not for ${model ?? 'a machine without a model'}`;
}

const codeOf = (error: string | null): CommandErrorCode | null =>
  error === null ? null : 'unsupported_by_model';

/** One command to one machine. */
@Injectable()
export class CommandsService {
  constructor(
    private readonly db: TenantDb,
    private readonly reader: CommandsReader,
    private readonly audit: AuditTrail,
    private readonly doorbell: Doorbell,
    private readonly news: CommandNews,
    private readonly packages: PackageOffers,
  ) {}

  /** Queues a command and wakes the machine's poll; one that its model does not support ends at once. */
  async create(actor: Actor, deviceId: string, input: CreateCommand, key?: string): Promise<Command> {
    const payload = readPayload(input.type, input.payload);
    const act = { name: `command ${deviceId}`, key, request: { ...input } };
    const { answer, again } = await this.db.transaction(actor, (tx) =>
      actOnce(tx, actor, act, () => this.insert(tx, actor, deviceId, input, payload)),
    );
    if (!again) this.tell(deviceId, answer);
    return this.reader.get(actor, answer.commandId);
  }

  private async insert(
    tx: TenantTx,
    actor: Actor,
    deviceId: string,
    input: CreateCommand,
    given: Record<string, unknown>,
  ): Promise<Created> {
    const device = await tx.find(DeviceEntity, { deviceId });
    if (!device) throw new DeviceNotFound(deviceId);
    if (device.lifecycle !== 'active') throw new DeviceNotActive(device.lifecycle);
    const { offer, payload } = await this.filled(tx, input, given);
    const error = await whyUnsupported(tx, input.type, device.model, offer);
    const status = error === null ? 'queued' : 'unsupported';
    const [row] = await tx.query<{ command_id: string }>(
      (scope) => `
        with moved as (
          insert into commands (command_id, device_id, type, payload, status, max_attempts, expires_at, finished_at,
                                last_error, last_error_code, actor, actor_id)
          select ${NEW_ID}, d.device_id, $2, $3::jsonb, $4, $5::integer, now() + make_interval(secs => $6),
                 case when $4 = 'unsupported' then now() end, $7, $8, $9, $10::integer
          from devices d where d.device_id = $1 and ${scope(DeviceEntity, 'd')}
          returning command_id, device_id, batch_id, superseded, null::text as was, status
        ), ${MACHINE_TAIL}
        select command_id from moved`,
      [
        deviceId,
        input.type,
        JSON.stringify(payload),
        status,
        input.max_attempts ?? DEFAULT_MAX_ATTEMPTS,
        input.ttl_seconds ?? DEFAULT_COMMAND_TTL_SECONDS,
        error,
        codeOf(error),
        actor.name,
        actor.userId,
      ],
    );
    if (!row) throw new DeviceNotFound(deviceId);
    if (offer && status === 'queued') await intendForDevice(tx, deviceId, offer);
    await this.audit.record(tx, actor, {
      action: 'command.created',
      targetType: 'device',
      targetId: deviceId,
      summary: `Sent ${input.type} to ${deviceId}`,
      after: { command_id: row.command_id, type: input.type, payload: given, status },
      merchantId: device.merchantId,
    });
    return { commandId: row.command_id, merchantId: device.merchantId, status, error };
  }

  /** What the machine is told: of an upgrade, all that its package's id stands for. */
  private async filled(
    tx: TenantTx,
    { type, ttl_seconds: ttl = DEFAULT_COMMAND_TTL_SECONDS }: CreateCommand,
    given: Record<string, unknown>,
  ): Promise<{ offer: PackageOffer | null; payload: Record<string, unknown> }> {
    if (type !== 'upgrade') return { offer: null, payload: given };
    const offer = await this.packages.find(tx, String(given['package_id']), ttl);
    return { offer, payload: offer.payload };
  }

  private tell(deviceId: string, { commandId, merchantId, status, error }: Created): void {
    if (status === 'queued') this.doorbell.ring([deviceId]);
    const why = { lastError: error, lastErrorCode: codeOf(error) };
    this.news.command({ commandId, deviceId, batchId: null, status, ...why, merchantId });
  }
}
