import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditVerification } from '@coffee/contract/audit';
import { toApiError } from '../../api/api-error';
import { useFormat } from '../../i18n/format';
import { CopyId } from '../../ui/copy-id';
import { Facts } from '../../ui/facts';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { TimeText } from '../../ui/time-text';
import { verificationQuery } from './audit.queries';

export function VerifyButton() {
  const { t } = useTranslation();
  const { isFetching, refetch } = useQuery(verificationQuery);
  return (
    <button
      type="button"
      className="btn btn-primary"
      disabled={isFetching}
      // What was told before stands until the new answer is there.
      onClick={() => void refetch()}
    >
      <Icon name="shield-lock" />
      {isFetching ? t('audit.verifying') : t('audit.verify')}
    </button>
  );
}

/** What the last look at the chain found. */
export function VerificationPanel() {
  const { t } = useTranslation();
  const { data, error } = useQuery(verificationQuery);
  return (
    <div aria-live="polite">
      {error && (
        <Notice tone="critical" alert>
          {t(`error.${toApiError(error).code}`)}
          <div className="meta">{toApiError(error).message}</div>
        </Notice>
      )}
      {data && <Result found={data} />}
    </div>
  );
}

function Result({ found }: { found: AuditVerification }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { ok, checked, unsealed, retired, head, witnessed } = found;
  return (
    <Notice tone={ok ? 'ok' : 'critical'} alert={!ok}>
      <div className="stack">
        <strong>
          {ok ? t('audit.sound', { count: checked, total: format.number(checked) }) : <Fault found={found} />}
        </strong>
        <Facts
          facts={[
            { label: t('audit.checked'), value: format.number(checked) },
            { label: t('audit.unsealed'), value: <Unsealed found={found} count={format.number(unsealed)} /> },
            ...(retired > 0 ? [{ label: t('audit.retired'), value: format.number(retired) }] : []),
            { label: t('audit.verifiedAt'), value: <TimeText at={found.verified_at} /> },
            {
              label: t('audit.witnessed'),
              value: witnessed ? format.number(witnessed.position) : t('common.none'),
            },
          ]}
        />
        {head && (
          <div>
            <div className="meta">{t('audit.head', { position: format.number(head.position) })}</div>
            <span className="audit-head">
              <CopyId value={head.hash} label={t('audit.headHash')} />
            </span>
          </div>
        )}
      </div>
    </Notice>
  );
}

function Unsealed({ found, count }: { found: AuditVerification; count: string }) {
  if (!found.oldest_unsealed_at) return count;
  return (
    <>
      {count} · <TimeText at={found.oldest_unsealed_at} />
    </>
  );
}

/** The first broken place, in words and by its number. */
function Fault({ found }: { found: AuditVerification }) {
  const { t } = useTranslation();
  const { broken } = found;
  if (!broken) return null;
  const { reason, entry_id, position, at } = broken;
  const place = [
    entry_id !== null && t('audit.brokenEntry', { id: entry_id }),
    position !== null && t('audit.brokenPosition', { position }),
  ].filter((part) => typeof part === 'string');
  return (
    <>
      {t(`auditFault.${reason}`)}
      {place.length > 0 && ` ${place.join(', ')}`}
      {at && (
        <>
          {' · '}
          <TimeText at={at} mode="full" />
        </>
      )}
    </>
  );
}
