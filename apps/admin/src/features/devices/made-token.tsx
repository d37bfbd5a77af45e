import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewEnrolmentToken } from '@coffee/contract/devices';
import { useMerchantOptions } from '../../api/lookups';
import { useFormat } from '../../i18n/format';
import { CopyId } from '../../ui/copy-id';
import { Facts } from '../../ui/facts';
import { Notice } from '../../ui/notice';
import { Skeleton } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';

/** Dots of the code's side on screen; a phone reads it from an arm's length. */
const QR_SIZE = 240;
const QrCode = lazy(() => import('qrcode.react').then((module) => ({ default: module.QRCodeSVG })));

/** The token while it can be seen: to scan, to copy, or on paper for whoever installs the machines. */
export function MadeToken({ token, onDone }: { token: NewEnrolmentToken; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const merchant = useMerchantOptions().find(({ value }) => value === token.merchant_id)?.label;
  return (
    <div className="stack print-sheet">
      <div className="print-hidden">
        <Notice tone="major">{t('enrolment.onceOnly')}</Notice>
      </div>
      <h3 className="print-only">{t('enrolment.sheetTitle')}</h3>
      <div className="qr-code">
        <Suspense fallback={<Skeleton width="100%" />}>
          <QrCode value={token.code} size={QR_SIZE} level="M" marginSize={4} title={t('enrolment.qrTitle')} />
        </Suspense>
      </div>
      <p className="mb-0">{t('enrolment.scan')}</p>
      <Facts
        list
        facts={[
          { label: t('devices.merchant'), value: merchant },
          { label: t('enrolment.note'), value: token.note },
          { label: t('enrolment.uses'), value: format.number(token.uses_left) },
          { label: t('enrolment.expires'), value: <TimeText at={token.expires_at} mode="full" /> },
        ]}
      />
      <div className="secret">
        <CopyId value={token.token} label={t('enrolment.token')} />
      </div>
      <p className="muted mb-0">{t('enrolment.howTo')}</p>
      <div className="row-gap print-hidden">
        <button type="button" className="btn btn-primary" onClick={onDone}>
          {t('enrolment.stored')}
        </button>
        <button type="button" className="btn btn-plain" onClick={() => window.print()}>
          {t('stock.print')}
        </button>
      </div>
    </div>
  );
}
