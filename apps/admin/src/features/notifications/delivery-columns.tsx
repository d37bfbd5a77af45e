import { useTranslation } from 'react-i18next';
import type { AlarmType } from '@coffee/contract/alarms';
import type { Delivery } from '@coffee/contract/notifications';
import { useFormat } from '../../i18n/format';
import { SeverityBadge } from '../../ui/alarms/alarm-words';
import type { Column } from '../../ui/data-table';
import { RowButton } from '../../ui/row-button';
import { TimeText } from '../../ui/time-text';
import { DeliveryBadge, DeliveryFault, ReplayButton, isLost } from './channel-parts';

type Told = Partial<Record<'type' | 'device_alias' | 'device_id' | 'location_name', string | null>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a delivery is about, in a line. */
export function useSubject(): (delivery: Delivery) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ event, data, device_id: deviceId }) => {
    if (event === 'alarm.digest') {
      const count = Number(data['count'] ?? 0);
      return t('channels.digestOf', { count, n: format.number(count) });
    }
    if (event === 'channel.test') return textOf(data['requested_by']);
    const told = (data['alarm'] ?? {}) as Told;
    const place = told.device_alias || deviceId || told.location_name || '';
    const what = told.type ? t(`alarmType.${told.type as AlarmType}`) : '';
    return [what, place].filter(Boolean).join(' · ');
  };
}

interface Options {
  isOn: boolean;
  onOpen: (delivery: Delivery) => void;
}

export function useDeliveryColumns({ isOn, onOpen }: Options): Column<Delivery>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const subject = useSubject();
  return [
    {
      key: 'event',
      wide: true,
      header: t('channels.told'),
      cell: (delivery) => (
        <>
          <RowButton row={delivery} label={t(`deliveryEvent.${delivery.event}`)} onOpen={onOpen} />
          <span className="cell-sub">{subject(delivery)}</span>
        </>
      ),
    },
    {
      key: 'severity',
      extra: true,
      header: t('alarms.severity'),
      cell: ({ severity }) => (severity ? <SeverityBadge severity={severity} /> : '–'),
    },
    {
      key: 'status',
      wide: true,
      header: t('common.status'),
      cell: (delivery) => (
        <>
          <DeliveryBadge delivery={delivery} isOn={isOn} />
          <DeliveryFault delivery={delivery} />
        </>
      ),
    },
    {
      key: 'attempts',
      header: t('channels.attempts'),
      end: true,
      cell: ({ attempts }) => format.number(attempts),
    },
    {
      key: 'created_at',
      header: t('channels.raised'),
      sort: 'created_at',
      cell: ({ created_at }) => <TimeText at={created_at} />,
    },
    {
      key: 'next',
      header: t('channels.next'),
      cell: ({ next_attempt_at: next }) => (next ? <TimeText at={next} /> : '–'),
    },
    {
      key: 'act',
      header: t('common.actions'),
      end: true,
      cell: (delivery) => isLost(delivery) && <ReplayButton delivery={delivery} isOn={isOn} />,
    },
  ];
}

export function DeliveryCard({ delivery, isOn, onOpen }: { delivery: Delivery } & Options) {
  const { t } = useTranslation();
  const subject = useSubject();
  const { next_attempt_at: next } = delivery;
  return (
    <>
      <div className="row-card-head">
        <RowButton row={delivery} label={t(`deliveryEvent.${delivery.event}`)} onOpen={onOpen} />
        <DeliveryBadge delivery={delivery} isOn={isOn} />
      </div>
      <div className="row-card-facts">
        <span>{subject(delivery)}</span>
        <TimeText at={delivery.created_at} />
        {next && (
          <span>
            {t('channels.next')} <TimeText at={next} />
          </span>
        )}
      </div>
      <DeliveryFault delivery={delivery} />
      {isLost(delivery) && <ReplayButton delivery={delivery} isOn={isOn} />}
    </>
  );
}
