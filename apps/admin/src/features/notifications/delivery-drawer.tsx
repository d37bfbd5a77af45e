import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Delivery, DeliveryAttempt } from '@coffee/contract/notifications';
import { useFormat } from '../../i18n/format';
import { CopyId } from '../../ui/copy-id';
import { Drawer } from '../../ui/drawer';
import { ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { DeliveryBadge, ReplayButton } from './channel-parts';
import { deliveryQuery } from './channels.queries';
import { useSubject } from './delivery-columns';

interface Props {
  delivery: Delivery;
  isOn: boolean;
  onClose: () => void;
}

/** One delivery with every attempt, and what it says. */
export function DeliveryDrawer({ delivery: shown, isOn, onClose }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(deliveryQuery(shown.channel_id, shown.id));
  const delivery = data?.delivery ?? shown;
  return (
    <Drawer title={t(`deliveryEvent.${delivery.event}`)} open onClose={onClose}>
      <div className="stack">
        <About delivery={delivery} isOn={isOn} />
        <div className="row-gap">
          <ReplayButton delivery={delivery} isOn={isOn} />
          {delivery.alarm_id !== null && (
            <ScopeLink to={`/alarms?view=all&alarm=${delivery.alarm_id}`}>
              {t('channels.openAlarm')}
            </ScopeLink>
          )}
          {delivery.event === 'alarm.digest' && (
            <ScopeLink
              to={`/notification-channels/${delivery.channel_id}?digest_id=${delivery.id}`}
              onClick={onClose}
            >
              {t('channels.inDigest')}
            </ScopeLink>
          )}
        </div>
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {!error && !data && <SkeletonLines count={4} />}
        {data && <Attempts attempts={data.attempts} />}
        <section>
          <h3 className="h6">{t('channels.payload')}</h3>
          <pre className="raw" tabIndex={0} aria-label={t('channels.payload')}>
            {JSON.stringify(delivery.data, null, 2)}
          </pre>
        </section>
      </div>
    </Drawer>
  );
}

function About({ delivery, isOn }: { delivery: Delivery; isOn: boolean }) {
  const { t } = useTranslation();
  const subject = useSubject();
  const time = (at: string | null) => at && <TimeText at={at} mode="full" />;
  const facts = [
    { label: t('common.status'), value: <DeliveryBadge delivery={delivery} isOn={isOn} /> },
    { label: t('channels.subject'), value: subject(delivery) || null },
    { label: t('channels.raised'), value: time(delivery.created_at) },
    { label: t('channels.next'), value: time(delivery.next_attempt_at) },
    { label: t('channels.giveUp'), value: delivery.next_attempt_at && time(delivery.give_up_at) },
    { label: t('channels.ended'), value: time(delivery.finished_at) },
    {
      label: t('channels.messageId'),
      value: <CopyId value={delivery.message_id} label={t('channels.messageId')} />,
    },
  ];
  return <Facts list facts={facts.filter(({ value }) => value)} />;
}

function Attempts({ attempts }: { attempts: DeliveryAttempt[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (attempts.length === 0) return <p className="meta mb-0">{t('channels.noAttempts')}</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="group" aria-label={t('channels.attempts')}>
      <table className="data-table">
        <caption className="visually-hidden">{t('channels.attempts')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('channels.when')}</th>
            <th scope="col">{t('channels.result')}</th>
            <th scope="col" className="end">
              {t('channels.took')}
            </th>
          </tr>
        </thead>
        <tbody>
          {attempts.map((attempt) => (
            <tr key={attempt.attempt}>
              <td>
                <TimeText at={attempt.at} mode="full" />
              </td>
              <td>
                <Result attempt={attempt} />
              </td>
              <td className="end">{format.unit(attempt.duration_ms, 'millisecond')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Result({ attempt }: { attempt: DeliveryAttempt }) {
  const { t } = useTranslation();
  const { ok, status_code: answered, error_code: code } = attempt;
  const words = ok ? t('deliveryStatus.delivered') : t(`deliveryError.${code ?? 'INTERNAL'}`);
  return <Badge tone={ok ? 'ok' : 'critical'}>{answered === null ? words : `${words} (${answered})`}</Badge>;
}
