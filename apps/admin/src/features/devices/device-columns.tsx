import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Device } from '@coffee/contract/devices';
import { useMerchantOptions } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import type { Column } from '../../ui/data-table';
import { Flash } from '../../ui/flash';
import { ScopeLink } from '../../ui/scope-link';
import { DeviceStatusBadge, LifecycleBadge } from '../../ui/status-badge';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';

export function DeviceName({ device }: { device: Device }) {
  return (
    <>
      <ScopeLink className="row-link" to={`/devices/${encodeURIComponent(device.device_id)}`}>
        {device.alias ?? device.device_id}
      </ScopeLink>
      {device.alias && <span className="cell-sub mono">{device.device_id}</span>}
    </>
  );
}

/** What a person should act on: low bins and open alarms, or a dash. */
export function DeviceIssues({ device }: { device: Device }) {
  const { t } = useTranslation();
  if (device.low_bins === 0 && device.open_alarms === 0) return <span className="muted">–</span>;
  return (
    <span className="row-gap">
      {device.open_alarms > 0 && (
        <Badge tone="critical">{t('devices.alarms', { count: device.open_alarms })}</Badge>
      )}
      {device.low_bins > 0 && <Badge tone="minor">{t('devices.lowBins', { count: device.low_bins })}</Badge>}
    </span>
  );
}

export function useActivityText(): (activity: string | null) => string | null {
  const word = useOpenWord();
  return (activity) => (activity ? word('activity', activity) : null);
}

export function DeviceState({ device }: { device: Device }) {
  const activityText = useActivityText();
  const activity = device.status === 'online' ? activityText(device.activity) : null;
  return (
    <span className="row-gap">
      <DeviceStatusBadge status={device.status} live />
      {activity && <span className="meta">{activity}</span>}
      {device.lifecycle !== 'active' && <LifecycleBadge lifecycle={device.lifecycle} />}
    </span>
  );
}

export function useDeviceColumns(withMerchant: boolean): Column<Device>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const merchants = useMerchantOptions();
  // The same columns while nothing changes, so that only rows that did are drawn again.
  return useMemo(() => {
    const merchantOf = ({ merchant_id }: Device) =>
      merchant_id === null
        ? t('devices.unbound')
        : merchants.find(({ value }) => value === merchant_id)?.label;
    return [
      {
        key: 'device',
        wide: true,
        header: t('devices.device'),
        sort: 'device_id',
        cell: (device) => <DeviceName device={device} />,
      },
      {
        key: 'status',
        room: 11,
        header: t('devices.status'),
        sort: 'status',
        cell: (device) => <DeviceState device={device} />,
      },
      {
        key: 'issues',
        room: 8,
        header: t('devices.issues'),
        cell: (device) => <DeviceIssues device={device} />,
      },
      {
        key: 'location',
        wide: true,
        header: t('devices.location'),
        cell: (device) => (
          <>
            {device.location_name ?? device.address ?? <span className="muted">–</span>}
            {withMerchant && <span className="cell-sub">{merchantOf(device)}</span>}
          </>
        ),
      },
      {
        key: 'model',
        room: 9,
        header: t('devices.model'),
        cell: (device) => (
          <>
            <span className="nowrap">{device.model ?? '–'}</span>
            {device.fw_version && <span className="cell-sub mono">{device.fw_version}</span>}
          </>
        ),
      },
      {
        key: 'temperature',
        room: 8,
        extra: true,
        header: t('devices.temperature'),
        end: true,
        cell: ({ temperature }) =>
          temperature === null ? (
            <span className="muted">–</span>
          ) : (
            <Flash value={temperature}>{format.unit(temperature, 'celsius')}</Flash>
          ),
      },
      { key: 'tags', extra: true, header: t('devices.tags'), cell: ({ tags }) => <Tags tags={tags} /> },
      {
        key: 'last_seen',
        room: 8,
        header: t('devices.lastSeen'),
        sort: 'last_seen',
        end: true,
        cell: ({ last_seen }) => <TimeText at={last_seen} />,
      },
    ];
  }, [t, format, merchants, withMerchant]);
}

export function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return <span className="muted">–</span>;
  return (
    <span className="row-gap tag-list">
      {tags.map((tag) => (
        <span key={tag} className="tag">
          {tag}
        </span>
      ))}
    </span>
  );
}
