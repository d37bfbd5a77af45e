import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { alarmsQuery } from '../../api/alarms';
import { AlarmCard, useAlarmColumns } from '../../ui/alarms/alarm-columns';
import { AlarmBeside } from '../../ui/alarms/alarm-drawer';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ScopeLink } from '../../ui/scope-link';

const SHOWN = 50;

/** This machine's alarms, what is open first, and the incidents of its site that it is part of. */
export function DeviceAlarms({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const query = useQuery(alarmsQuery({ device_id: deviceId, page_size: SHOWN }));
  const columns = useAlarmColumns({ zone, withPlace: false });
  return (
    <>
      <DataTable
        label={t('nav.alarms')}
        columns={columns}
        query={query}
        rowKey={({ id }) => id}
        card={(alarm) => <AlarmCard alarm={alarm} zone={zone} />}
        clickable
        empty={<EmptyState icon="bell" title={t('alarms.noneEver')} text={t('alarms.noneEverText')} />}
      />
      <ScopeLink to={`/alarms?view=all&device_id=${encodeURIComponent(deviceId)}`}>
        {t('alarms.allOfDevice')}
      </ScopeLink>
      <AlarmBeside zone={zone} />
    </>
  );
}
