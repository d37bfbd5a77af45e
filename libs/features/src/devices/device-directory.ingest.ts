// Who a machine is, for the device routes: asked at every poll and, where tokens are on, at every request. Kept in
// memory for a few seconds, so that it costs no query; a suspension or a replaced token holds after that at the latest.
import type { Lifecycle } from '@coffee/contract/devices';
import { type PreparedStatement, runPrepared } from '@coffee/data/prepared';
import { Clock } from '@coffee/platform/clock';
import { Injectable } from '@nestjs/common';
import { timingSafeEqual } from 'node:crypto';
import { DataSource } from 'typeorm';

export interface KnownDevice {
  deviceId: string;
  merchantId: number | null;
  lifecycle: Lifecycle;
  tokens: { hash: Buffer; validUntil: Date | null }[];
}

interface Entry {
  device: Promise<KnownDevice | null>;
  until: number;
}

const TTL_MS = 5000;
const MAX_ENTRIES = 100_000;

const FIND_DEVICE: PreparedStatement = {
  name: 'find-device-for-route',
  text: `
    select d.device_id, d.merchant_id, d.lifecycle,
           coalesce(array_agg(t.token_hash) filter (where t.id is not null), '{}') as hashes,
           coalesce(array_agg(t.valid_until) filter (where t.id is not null), '{}') as valid_until
    from devices d
    left join device_tokens t on t.device_id = d.device_id and (t.valid_until is null or t.valid_until > now())
    where d.device_id = $1
    group by d.device_id`,
};

interface Row {
  device_id: string;
  merchant_id: number | null;
  lifecycle: Lifecycle;
  hashes: Buffer[];
  valid_until: (Date | null)[];
}

@Injectable()
export class DeviceDirectory {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The machine, or null when nobody registered it. At most five seconds old. */
  find(deviceId: string): Promise<KnownDevice | null> {
    const now = this.clock.now().getTime();
    const known = this.entries.get(deviceId);
    if (known && known.until > now) return known.device;
    if (this.entries.size >= MAX_ENTRIES) this.entries.clear();
    const device = this.load(deviceId);
    this.entries.set(deviceId, { device, until: now + TTL_MS });
    // Neither a failure nor a stranger is remembered: the next moment may know better.
    device.then(
      (found) => found ?? this.forget(deviceId),
      () => this.forget(deviceId),
    );
    return device;
  }

  /** True when the token is one of the machine's and has not ended. Compared in constant time. */
  accepts(device: KnownDevice, tokenHash: Buffer): boolean {
    const now = this.clock.now();
    let accepted = false;
    for (const token of device.tokens) {
      const same = timingSafeEqual(token.hash, tokenHash);
      accepted ||= same && (token.validUntil === null || token.validUntil > now);
    }
    return accepted;
  }

  /** After a change in this process. */
  forget(deviceId: string): void {
    this.entries.delete(deviceId);
  }

  private async load(deviceId: string): Promise<KnownDevice | null> {
    const [row] = await runPrepared<Row>(this.dataSource, FIND_DEVICE, [deviceId]);
    if (!row) return null;
    return {
      deviceId: row.device_id,
      merchantId: row.merchant_id,
      lifecycle: row.lifecycle,
      tokens: row.hashes.map((hash, index) => ({ hash, validUntil: row.valid_until[index] ?? null })),
    };
  }
}
