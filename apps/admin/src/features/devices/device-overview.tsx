import { useTranslation } from 'react-i18next';
import type { Device, DeviceSummary } from '@coffee/contract/devices';
import { useMerchantOptions } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { useNow } from '../../ui/clock';
import { Card } from '../../ui/card';
import { Facts } from '../../ui/facts';
import { Flash } from '../../ui/flash';
import { KpiCard } from '../../ui/kpi-card';
import { Notice } from '../../ui/notice';
import { TimeText } from '../../ui/time-text';
import { BinStrip } from './bin-strip';
import { DeviceAvailabilityCard } from './device-availability';
import { DeviceBlocks } from './device-blocks';
import { Tags, useActivityText } from './device-columns';
import { RecentChanges } from './recent-changes';
import { TelemetryCard } from './telemetry-card';

interface Props {
  summary: DeviceSummary;
  zone: string | undefined;
}

export function DeviceOverview({ summary, zone }: Props) {
  const { device } = summary;
  return (
    <>
      <Warnings device={device} />
      <DeviceBlocks deviceId={device.device_id} zone={zone} />
      <Figures summary={summary} />
      <div className="detail">
        <div className="stack">
          <StateNow device={device} zone={zone} />
          <BinStrip deviceId={device.device_id} />
          <DeviceAvailabilityCard deviceId={device.device_id} />
          <TelemetryCard deviceId={device.device_id} zone={zone} />
        </div>
        <div className="stack">
          <About device={device} zone={zone} />
          <RecentChanges deviceId={device.device_id} zone={zone} />
        </div>
      </div>
    </>
  );
}

const SKEW_WORTH_TELLING_MS = 30_000;

/** Stale values must not look live, and a wrong clock must not look right. */
function Warnings({ device }: { device: Device }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const skew = device.clock_skew_ms ?? 0;
  return (
    <>
      {device.status === 'offline' && device.last_seen && (
        <Notice tone="neutral">{t('devices.stale', { time: format.relative(device.last_seen, now) })}</Notice>
      )}
      {device.last_seen === null && <Notice tone="busy">{t('devices.neverHeard')}</Notice>}
      {Math.abs(skew) > SKEW_WORTH_TELLING_MS && (
        <Notice tone="minor">
          {t('devices.skewWarning', { time: format.duration(Math.abs(skew) / 1000) })}
        </Notice>
      )}
    </>
  );
}

function Figures({ summary }: { summary: DeviceSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { device, online_rate } = summary;
  const path = `/devices/${encodeURIComponent(device.device_id)}`;
  return (
    <div className="kpis">
      <KpiCard
        label={t('devices.onlineRate')}
        value={online_rate === null ? '–' : format.percent(online_rate)}
        to={`${path}/history`}
      />
      <KpiCard
        label={t('devices.ordersToday')}
        value={format.number(summary.orders_today)}
        to={`${path}/orders`}
      />
      <KpiCard
        label={t('devices.ordersWeek')}
        value={format.number(summary.orders_week)}
        to={`${path}/orders`}
      />
      <KpiCard
        label={t('devices.lowBinsLabel')}
        value={format.number(summary.materials_low)}
        to={`${path}/bins`}
      />
    </div>
  );
}

function StateNow({ device, zone }: { device: Device; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const activityText = useActivityText();
  const signal =
    device.wifi_signal === null ? null : ` · ${device.wifi_signal} ${t('telemetry.unit.wifi_signal')}`;
  return (
    <Card
      title={t('devices.now')}
      actions={
        <span className="meta">
          {t('devices.lastSeen')} <TimeText at={device.last_seen} zone={zone} />
        </span>
      }
    >
      <Facts
        facts={[
          { label: t('devices.activity'), value: activityText(device.activity) },
          {
            label: t('devices.temperature'),
            value:
              device.temperature === null ? null : (
                <Flash value={device.temperature}>{format.unit(device.temperature, 'celsius')}</Flash>
              ),
          },
          {
            label: t('devices.wifi'),
            value: device.wifi_ssid && (
              <>
                {device.wifi_ssid}
                {signal}
              </>
            ),
          },
          { label: t('devices.ip'), value: device.ip && <code>{device.ip}</code> },
          {
            label: t('devices.uptime'),
            value: device.uptime_seconds === null ? null : format.duration(device.uptime_seconds),
          },
          {
            label: t('devices.skew'),
            value:
              device.clock_skew_ms === null ? null : `${format.number(device.clock_skew_ms / 1000, 1)} s`,
          },
        ]}
      />
    </Card>
  );
}

function About({ device, zone }: { device: Device; zone: string | undefined }) {
  const { t } = useTranslation();
  const merchants = useMerchantOptions();
  const merchant = merchants.find(({ value }) => value === device.merchant_id)?.label;
  const extra = Object.entries(device.extra);
  return (
    <Card title={t('common.details')}>
      <Facts
        list
        facts={[
          {
            label: t('devices.merchant'),
            value: device.merchant_id === null ? t('devices.unbound') : merchant,
          },
          { label: t('devices.location'), value: device.location_name },
          { label: t('devices.address'), value: device.address },
          { label: t('devices.model'), value: device.model },
          { label: t('devices.firmware'), value: device.fw_version && <code>{device.fw_version}</code> },
          { label: t('devices.serial'), value: device.serial && <code>{device.serial}</code> },
          { label: t('devices.tags'), value: <Tags tags={device.tags} /> },
          {
            label: t('devices.registeredAt'),
            value: <TimeText at={device.created_at} zone={zone} mode="full" />,
          },
          ...extra.map(([key, value]) => ({
            label: key,
            value: <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>,
          })),
        ]}
      />
    </Card>
  );
}
