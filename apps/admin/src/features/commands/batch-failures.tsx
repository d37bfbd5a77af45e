import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { FailureGroup } from '@coffee/contract/command-batches';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { COMMAND_TONES } from '../../ui/commands/command-badges';
import { useCommandReason } from '../../ui/commands/command-reason';
import { Icon } from '../../ui/icon';
import { withChange } from '../../ui/list-state';
import { StatusMark } from '../../ui/status-mark';

/** What went wrong, the most common first: twenty machines with one reason are one line. */
export function BatchFailures({ failures }: { failures: FailureGroup[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search] = useSearchParams();
  const said = useCommandReason();
  if (failures.length === 0) return null;
  return (
    <Card title={t('dispatch.failures')} flush>
      <ul className="attention">
        {failures.map(({ status, reason, code, count }) => (
          <li key={`${status}/${code ?? ''}/${reason ?? ''}`}>
            <Link to={`?${withChange(search, { status, page: null }).toString()}`}>
              <StatusMark tone={COMMAND_TONES[status]} />
              <strong>{format.number(count)}</strong>
              <span>
                {t(`commandState.${status}`)}
                {reason && <span className="cell-sub">{said(reason, code)}</span>}
              </span>
              <Icon name="chevron-right" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
