import type { Bin } from '@coffee/contract/devices';
import type { AdjustBin, BindBin, RefillBin, WasteBin } from '@coffee/contract/stock';
import { DeviceBinEntity, DeviceEntity, MaterialEntity } from '@coffee/data/entities';
import { TenantDb, type TenantTx } from '@coffee/data/tenant-db';
import { Clock } from '@coffee/platform/clock';
import type { Actor } from '@coffee/platform/context';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit';
import { DeviceNotFound } from '../devices';
import { BinNews } from './bin-news';
import { BinsReader } from './bins.reader';
import { type Change, move } from './ledger';
import { AmountAndFull, BinNotFound, CapacityUnknown, NoSuchMaterial, NothingInBin } from './stock.errors';

type Place = [deviceId: string, binIndex: number];

const snapshot = (bin: DeviceBinEntity, material: string | null) => ({
  material_code: material,
  capacity: bin.capacity,
  unit: bin.unit,
  threshold_low_pct: bin.thresholdLowPct,
});

/** What people do with a machine's bins. */
@Injectable()
export class BinsService {
  constructor(
    private readonly db: TenantDb,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly reader: BinsReader,
    private readonly news: BinNews,
  ) {}

  /** Says what is in a bin. Another material, or the same in another unit, is another content: the bin is emptied first. */
  async bind(actor: Actor, deviceId: string, binIndex: number, input: BindBin): Promise<Bin> {
    await this.db.transaction(actor, async (tx) => {
      const device = await findDevice(tx, deviceId);
      const material = await tx.find(MaterialEntity, { code: input.material_code });
      if (!material) throw new NoSuchMaterial(input.material_code);
      const at = this.clock.now();
      const bin = await lockOrMakeBin(tx, [deviceId, binIndex]);
      const before = snapshot(bin, await codeOf(tx, bin.materialId));
      const isSame = bin.materialId === material.id && bin.unit === input.unit && bin.freedAt === null;
      const change: Change = isSame ? { by: 0 } : { to: 0 };
      const step = { type: 'adjust', cause: 'bind', note: input.material_code, at } as const;
      if (bin.materialId !== null) await move(tx, actor, bin, change, step);
      await tx.update(DeviceBinEntity, { deviceId, binIndex }, boundTo(bin, material.id, input, at));
      if (bin.materialId === null) await move(tx, actor, bin, change, step);
      await this.note(tx, actor, device, binIndex, {
        action: 'bin.bound',
        summary: `Bound bin ${binIndex} of ${deviceId} to ${input.material_code}`,
        before,
        after: {
          material_code: input.material_code,
          capacity: input.capacity,
          unit: input.unit,
          threshold_low_pct: input.threshold_low_pct ?? bin.thresholdLowPct,
        },
      });
    });
    await this.news.tell(actor, [{ device_id: deviceId, bin_index: binIndex }]);
    return this.reader.get(actor, deviceId, binIndex);
  }

  /** Frees a bin: what was in it is taken off the ledger, and it waits for somebody to say what is in it. */
  async unbind(actor: Actor, deviceId: string, binIndex: number): Promise<Bin> {
    await this.db.transaction(actor, async (tx) => {
      const { device, bin } = await lockBin(tx, [deviceId, binIndex]);
      const before = snapshot(bin, await codeOf(tx, bin.materialId));
      const at = this.clock.now();
      await move(tx, actor, bin, { to: 0 }, { type: 'adjust', cause: 'unbind', at });
      const free = { materialId: null, capacity: null, unit: null, boundAt: null, freedAt: at };
      await tx.update(DeviceBinEntity, { deviceId, binIndex }, free);
      await this.note(tx, actor, device, binIndex, {
        action: 'bin.unbound',
        summary: `Freed bin ${binIndex} of ${deviceId}`,
        before,
        after: null,
      });
    });
    await this.news.tell(actor, [{ device_id: deviceId, bin_index: binIndex }]);
    return this.reader.get(actor, deviceId, binIndex);
  }

  async refill(actor: Actor, deviceId: string, binIndex: number, input: RefillBin): Promise<Bin> {
    await this.db.transaction(actor, (tx) => this.refillIn(tx, actor, [deviceId, binIndex], input));
    await this.news.tell(actor, [{ device_id: deviceId, bin_index: binIndex }]);
    return this.reader.get(actor, deviceId, binIndex);
  }

  /** Within the caller's transaction, without telling anybody. Refuses before it writes. */
  refillIn(tx: TenantTx, actor: Actor, place: Place, input: RefillBin) {
    if (input.amount !== undefined && input.to_full !== undefined) throw new AmountAndFull();
    const change: Change = input.amount === undefined ? { full: true } : { by: input.amount };
    return this.act(tx, actor, place, { type: 'refill', change, note: input.note, verb: 'refilled' });
  }

  /** A person counted: the level is what was found, and the difference is kept. */
  async adjust(actor: Actor, deviceId: string, binIndex: number, input: AdjustBin): Promise<Bin> {
    const change: Change = { to: input.remaining, counted: true };
    await this.db.transaction(actor, (tx) =>
      this.act(tx, actor, [deviceId, binIndex], {
        type: 'adjust',
        change,
        note: input.note,
        verb: 'adjusted',
      }),
    );
    await this.news.tell(actor, [{ device_id: deviceId, bin_index: binIndex }]);
    return this.reader.get(actor, deviceId, binIndex);
  }

  /** More than there was may be thrown away: the level says so by being below nothing. */
  async waste(actor: Actor, deviceId: string, binIndex: number, input: WasteBin): Promise<Bin> {
    const change: Change = { by: -input.amount };
    await this.db.transaction(actor, (tx) =>
      this.act(tx, actor, [deviceId, binIndex], { type: 'waste', change, note: input.note, verb: 'wasted' }),
    );
    await this.news.tell(actor, [{ device_id: deviceId, bin_index: binIndex }]);
    return this.reader.get(actor, deviceId, binIndex);
  }

  private async act(tx: TenantTx, actor: Actor, place: Place, deed: Deed) {
    const { device, bin } = await lockBin(tx, place);
    if (bin.materialId === null) throw new NothingInBin(bin.binIndex);
    if ('full' in deed.change && bin.capacity === null) throw new CapacityUnknown(bin.binIndex);
    const step = { type: deed.type, cause: 'person', note: deed.note, at: this.clock.now() } as const;
    const moved = await move(tx, actor, bin, deed.change, step);
    await this.note(tx, actor, device, bin.binIndex, {
      action: `bin.${deed.verb}`,
      summary:
        `${deed.verb} bin ${bin.binIndex} of ${device.deviceId}: ${moved.amount} ${moved.unit ?? ''}`.trim(),
      before: { remaining: moved.was },
      after: { remaining: moved.remaining },
    });
    return moved;
  }

  private note(tx: TenantTx, actor: Actor, device: DeviceEntity, binIndex: number, entry: Entry) {
    return this.audit.record(tx, actor, {
      ...entry,
      targetType: 'bin',
      targetId: `${device.deviceId}/${binIndex}`,
      merchantId: device.merchantId,
    });
  }
}

interface Deed {
  type: 'refill' | 'adjust' | 'waste';
  change: Change;
  note: string | undefined;
  verb: 'refilled' | 'adjusted' | 'wasted';
}

interface Entry {
  action: string;
  summary: string;
  before: object | null;
  after: object | null;
}

function boundTo(bin: DeviceBinEntity, materialId: number, input: BindBin, boundAt: Date) {
  return {
    materialId,
    capacity: input.capacity,
    unit: input.unit,
    thresholdLowPct: input.threshold_low_pct ?? bin.thresholdLowPct,
    boundAt,
    freedAt: null,
  };
}

async function codeOf(tx: TenantTx, materialId: number | null): Promise<string | null> {
  return materialId === null ? null : ((await tx.find(MaterialEntity, { id: materialId }))?.code ?? null);
}

async function findDevice(tx: TenantTx, deviceId: string): Promise<DeviceEntity> {
  const device = await tx.find(DeviceEntity, { deviceId });
  if (!device) throw new DeviceNotFound(deviceId);
  return device;
}

/**
 * The bin, made when it is new, locked. The machine's own row is not locked: orders hold bins when they ask for it, and
 * would wait for us in a ring.
 */
async function lockOrMakeBin(tx: TenantTx, [deviceId, binIndex]: Place): Promise<DeviceBinEntity> {
  await tx.query(
    (scope) => `
      with made as (
        insert into device_bins (device_id, bin_index, remaining)
        select d.device_id, $2::integer, 0 from devices d where d.device_id = $1 and ${scope(DeviceEntity, 'd')}
        on conflict do nothing returning 1
      ) select count(*) from made`,
    [deviceId, binIndex],
  );
  const bin = await tx.lock(DeviceBinEntity, { deviceId, binIndex });
  if (!bin) throw new BinNotFound(deviceId, binIndex);
  return bin;
}

async function lockBin(tx: TenantTx, [deviceId, binIndex]: Place) {
  const device = await findDevice(tx, deviceId);
  const bin = await tx.lock(DeviceBinEntity, { deviceId, binIndex });
  if (!bin) throw new BinNotFound(deviceId, binIndex);
  return { device, bin };
}
