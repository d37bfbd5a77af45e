import { useTranslation } from 'react-i18next';
import type { Device } from '@coffee/contract/devices';
import { TimeText } from '../../ui/time-text';
import { DeviceIssues, DeviceName, DeviceState } from './device-columns';

/** A machine in a phone's list. */
export function DeviceCard({ device }: { device: Device }) {
  const { t } = useTranslation();
  const place = device.location_name ?? device.address;
  return (
    <>
      <div className="row-card-head">
        <div>
          <DeviceName device={device} />
        </div>
        <DeviceState device={device} />
      </div>
      <div className="row-card-facts">
        {place && <span>{place}</span>}
        {device.model && <span>{device.model}</span>}
        <span>
          {t('devices.lastSeen')} <TimeText at={device.last_seen} />
        </span>
      </div>
      {(device.low_bins > 0 || device.open_alarms > 0) && <DeviceIssues device={device} />}
    </>
  );
}
