import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import type { Device, DeviceSummary } from '@coffee/contract/devices';
import { useLocationZone } from '../../api/lookups';
import { useMay } from '../../api/session';
import { CopyId } from '../../ui/copy-id';
import { ErrorState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { useScopedPath } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { Badge } from '../../ui/status-mark';
import { Tabs } from '../../ui/tabs';
import { DeviceAlarms } from './device-alarms';
import { DeviceBins } from './device-bins';
import { DeviceCommands } from './device-commands';
import { DeviceState } from './device-columns';
import { DeviceEditDrawer } from './device-edit-drawer';
import { DeviceHistory } from './device-history';
import { DeviceOrders } from './device-orders';
import { DeviceOverview } from './device-overview';
import { DeviceReports } from './device-reports';
import { summaryQuery } from './devices.queries';
import { SendCommandDrawer } from './send-command-drawer';

const TABS = ['overview', 'alarms', 'bins', 'orders', 'commands', 'history', 'reports'] as const;
type TabName = (typeof TABS)[number];

export function DevicePage() {
  const { t } = useTranslation();
  const scoped = useScopedPath();
  const { deviceId = '', tab = 'overview' } = useParams();
  const { data: summary, error, refetch } = useQuery(summaryQuery(deviceId));
  const base = `/devices/${encodeURIComponent(deviceId)}`;
  if (!TABS.includes(tab as TabName)) return <Navigate to={base} replace />;
  const device = summary?.device;
  const counts: Partial<Record<TabName, number>> = {
    bins: device?.low_bins,
    alarms: device?.open_alarms,
  };
  return (
    <div className="page">
      <PageHeader
        title={device?.alias ?? deviceId}
        parents={[{ label: t('nav.devices'), to: '/devices' }]}
        beside={device && <HeaderBadges device={device} />}
        actions={device && <Actions device={device} />}
      />
      {!(error && !summary) && (
        <Tabs
          label={t('devices.tabs')}
          active={tab}
          tabs={TABS.map((key) => ({
            key,
            label: t(`devices.tab.${key}`),
            to: scoped(key === 'overview' ? base : `${base}/${key}`),
            count: counts[key] ? <Badge tone="minor">{counts[key]}</Badge> : undefined,
          }))}
        />
      )}
      {error && !summary && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !summary && <SkeletonLines count={6} />}
      {summary && <TabContent tab={tab as TabName} summary={summary} />}
    </div>
  );
}

function HeaderBadges({ device }: { device: Device }) {
  const { t } = useTranslation();
  return (
    <span className="row-gap">
      {device.alias && <CopyId value={device.device_id} label={t('devices.id')} />}
      <DeviceState device={device} />
      {device.open_alarms > 0 && (
        <Badge tone="critical">{t('devices.alarms', { count: device.open_alarms })}</Badge>
      )}
    </span>
  );
}

function Actions({ device }: { device: Device }) {
  const { t } = useTranslation();
  const mayEdit = useMay('devices.manage');
  const maySend = useMay('commands.send');
  const [open, setOpen] = useState<'edit' | 'send' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      {mayEdit && (
        <button type="button" className="btn btn-plain" onClick={() => setOpen('edit')}>
          <Icon name="pencil" />
          {t('devices.edit')}
        </button>
      )}
      {maySend && (
        <button type="button" className="btn btn-primary" onClick={() => setOpen('send')}>
          <Icon name="send" />
          {t('devices.send')}
        </button>
      )}
      {open === 'edit' && <DeviceEditDrawer device={device} onClose={close} />}
      {open === 'send' && <SendCommandDrawer device={device} onClose={close} />}
    </>
  );
}

function TabContent({ tab, summary }: { tab: TabName; summary: DeviceSummary }) {
  const { device } = summary;
  // Times on a machine's page are the site's.
  const zone = useLocationZone(device.location_id);
  switch (tab) {
    case 'alarms':
      return <DeviceAlarms deviceId={device.device_id} zone={zone} />;
    case 'bins':
      return <DeviceBins deviceId={device.device_id} zone={zone} />;
    case 'orders':
      return <DeviceOrders deviceId={device.device_id} zone={zone} />;
    case 'commands':
      return <DeviceCommands deviceId={device.device_id} zone={zone} />;
    case 'history':
      return <DeviceHistory deviceId={device.device_id} zone={zone} />;
    case 'reports':
      return <DeviceReports deviceId={device.device_id} zone={zone} />;
    default:
      return <DeviceOverview summary={summary} zone={zone} />;
  }
}
