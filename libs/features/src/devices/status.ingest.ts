// A heartbeat costs one shared statement: it locks the machines' states in order, applies what is newer, and writes
// history, audit and telemetry only where something changed or a sample is due. No read per heartbeat.
import type { DeviceStatus } from '@coffee/contract/devices';
import { type PreparedStatement, runPrepared } from '@coffee/data/prepared';
import { GroupCommit } from '@coffee/platform/group-commit';
import { LivePublisher } from '@coffee/platform/live';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeviceNotFound, DeviceSuspended } from './devices.errors';

export interface StatusInput {
  deviceId: string;
  status: DeviceStatus;
  activity: string | null;
  reportedAt: Date;
  /** The machine's clock minus ours. */
  skewMs: number;
  fwVersion: string | null;
  ip: string | null;
  wifiSsid: string | null;
  wifiSignal: number | null;
  temperature: number | null;
  uptimeSeconds: number | null;
  /** JSON text. */
  extra: string | null;
}

export interface StatusOutcome {
  /** False: a newer report had been applied before, this one went to the history. */
  applied: boolean;
  /** Commands that wait to be fetched. */
  pendingCommands: number;
}

interface OutcomeRow {
  device_id: string;
  merchant_id: number | null;
  lifecycle: string;
  old_status: DeviceStatus;
  applied: boolean;
  changed: boolean;
  pending_commands: number;
}

/** A telemetry sample of a machine is due this often. */
const SAMPLE_INTERVAL = '5 minutes';

/*
 * `reported_at` is kept at most at the server's now: a machine whose clock once ran ahead is not deaf ever after.
 */
export const APPLY_STATUS: PreparedStatement = {
  name: 'apply-device-status',
  text: `
    with input as materialized (
      select * from unnest(
        $1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::text[], $7::text[], $8::text[],
        $9::real[], $10::real[], $11::bigint[], $12::jsonb[]
      ) as i(device_id, status, activity, reported_at, skew, fw_version, ip, wifi_ssid, wifi_signal, temperature,
             uptime_seconds, extra)
    ), seen as materialized (
      select i.*, d.merchant_id, d.lifecycle, d.status as old_status, d.activity as old_activity, s.pending_commands,
             i.reported_at >= s.reported_at as newer,
             s.sampled_at < now() - interval '${SAMPLE_INTERVAL}' as sample_due
      from input i
      join device_states s on s.device_id = i.device_id
      join devices d on d.device_id = i.device_id
      order by s.device_id
      for no key update of s
    ), taken as materialized (
      select *, newer and (old_status, old_activity) is distinct from (status, activity) as changed
      from seen where lifecycle <> 'suspended'
    ), state as (
      update device_states s set
        last_seen = now(),
        reported_at = case when t.newer then least(t.reported_at, now()) else s.reported_at end,
        sampled_at = case when t.sample_due and t.newer then now() else s.sampled_at end,
        clock_skew_ms = case when t.newer then t.skew else s.clock_skew_ms end,
        fw_version = case when t.newer then coalesce(t.fw_version, s.fw_version) else s.fw_version end,
        ip = case when t.newer then coalesce(t.ip, s.ip) else s.ip end,
        wifi_ssid = case when t.newer then coalesce(t.wifi_ssid, s.wifi_ssid) else s.wifi_ssid end,
        wifi_signal = case when t.newer then coalesce(t.wifi_signal, s.wifi_signal) else s.wifi_signal end,
        temperature = case when t.newer then coalesce(t.temperature, s.temperature) else s.temperature end,
        uptime_seconds = case when t.newer then coalesce(t.uptime_seconds, s.uptime_seconds) else s.uptime_seconds end,
        extra = case when t.newer then coalesce(t.extra, s.extra) else s.extra end
      from taken t where s.device_id = t.device_id
    ), moved as (
      update devices d set status = t.status, activity = t.activity
      from taken t where t.changed and d.device_id = t.device_id
    ), remembered as (
      insert into device_status_history (device_id, previous, status, activity, cause, applied, at, reported_at)
      select device_id, case when newer then old_status end, status, activity, 'reported', newer, now(), reported_at
      from taken where (newer and status <> old_status) or not newer
      on conflict do nothing
    ), audited as (
      insert into audit_entries (action, target_type, target_id, summary, before, after, source, actor_name, merchant_id)
      select 'device.status_changed', 'device', device_id, old_status || ' -> ' || status,
             jsonb_build_object('status', old_status), jsonb_build_object('status', status), 'device', device_id, merchant_id
      from taken where newer and status <> old_status
    ), sampled as (
      insert into telemetry (device_id, metric, at, value)
      select t.device_id, m.metric, now(), m.value
      from taken t
      cross join lateral (values
        ('temperature', t.temperature::double precision),
        ('wifi_signal', t.wifi_signal::double precision),
        ('uptime_seconds', t.uptime_seconds::double precision)) as m(metric, value)
      where t.sample_due and t.newer and m.value is not null
      on conflict do nothing
    )
    select s.device_id, s.merchant_id, s.lifecycle, s.old_status, s.newer as applied, s.pending_commands, coalesce(t.changed, false) as changed
    from seen s left join taken t on t.device_id = s.device_id`,
};

const column = <K extends keyof StatusInput>(inputs: StatusInput[], key: K): StatusInput[K][] =>
  inputs.map((input) => input[key]);

@Injectable()
export class StatusIngest {
  private readonly commit = new GroupCommit<StatusInput, OutcomeRow | undefined>({
    keyOf: (input) => input.deviceId,
    run: (inputs) => this.write(inputs),
  });

  constructor(
    private readonly dataSource: DataSource,
    private readonly live: LivePublisher,
  ) {}

  /** Takes a machine's word about itself; answers after it is committed. */
  async report(input: StatusInput): Promise<StatusOutcome> {
    const row = await this.commit.submit(input);
    if (!row) throw new DeviceNotFound(input.deviceId);
    if (row.lifecycle === 'suspended') throw new DeviceSuspended();
    if (row.changed) this.tell(input, row);
    return { applied: row.applied, pendingCommands: row.pending_commands };
  }

  private async write(inputs: StatusInput[]): Promise<(OutcomeRow | undefined)[]> {
    const rows = await runPrepared<OutcomeRow>(this.dataSource, APPLY_STATUS, [
      column(inputs, 'deviceId'),
      column(inputs, 'status'),
      column(inputs, 'activity'),
      column(inputs, 'reportedAt'),
      column(inputs, 'skewMs'),
      column(inputs, 'fwVersion'),
      column(inputs, 'ip'),
      column(inputs, 'wifiSsid'),
      column(inputs, 'wifiSignal'),
      column(inputs, 'temperature'),
      column(inputs, 'uptimeSeconds'),
      column(inputs, 'extra'),
    ]);
    const byDevice = new Map(rows.map((row) => [row.device_id, row]));
    return inputs.map((input) => byDevice.get(input.deviceId));
  }

  private tell(input: StatusInput, row: OutcomeRow): void {
    this.live.publish(
      'device.status',
      { merchantId: row.merchant_id },
      {
        device_id: input.deviceId,
        status: input.status,
        previous: row.old_status,
        activity: input.activity,
        last_seen: new Date().toISOString(),
        temperature: input.temperature,
      },
    );
  }
}
