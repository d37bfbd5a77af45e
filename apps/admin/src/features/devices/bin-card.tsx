import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { useFormat } from '../../i18n/format';
import { BinBadges, BinLevel, useAmount } from '../../ui/devices/bin-level';
import { Icon } from '../../ui/icon';
import { Notice } from '../../ui/notice';
import { TimeText } from '../../ui/time-text';

export type BinAct = 'refill' | 'adjust' | 'waste' | 'bind' | 'history';

interface Props {
  bin: Bin;
  zone: string | undefined;
  mayManage: boolean;
  onAct: (act: BinAct) => void;
}

const HOUR_SECONDS = 3600;

/** One bin: what is in it, how much of it, how long it lasts. */
export function BinCard({ bin, zone, mayManage, onAct }: Props) {
  const { t } = useTranslation();
  const { material_code: code } = bin;
  return (
    <section className="bin" aria-label={t('devices.bin', { index: bin.bin_index })}>
      <div className="bin-head">
        <div>
          <span className="meta">{t('devices.bin', { index: bin.bin_index })}</span>
          <h2>{code === null ? t('devices.emptyBin') : (bin.material?.name ?? code)}</h2>
          {code !== null && <code className="meta">{code}</code>}
        </div>
        <div className="row-gap">{code !== null && <BinBadges bin={bin} />}</div>
      </div>
      {code !== null && <Content bin={bin} zone={zone} />}
      {bin.is_bound && bin.reported_material_code !== null && bin.reported_material_code !== code && (
        <Notice tone="minor">{t('stock.saysOther', { code: bin.reported_material_code })}</Notice>
      )}
      <div className="row-gap">
        {mayManage && code !== null && (
          <button type="button" className="btn btn-plain btn-dense" onClick={() => onAct('refill')}>
            {t('stock.refill')}
          </button>
        )}
        <button type="button" className="btn btn-quiet btn-dense" onClick={() => onAct('history')}>
          {t('stock.history')}
        </button>
        {mayManage && <More bin={bin} onAct={onAct} />}
      </div>
    </section>
  );
}

function Content({ bin, zone }: Pick<Props, 'bin' | 'zone'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = useAmount();
  const unit = bin.unit ?? bin.material?.unit ?? null;
  return (
    <>
      <div className="spread">
        <span className="bin-percent">
          {bin.remaining_pct === null ? '–' : format.percent(bin.remaining_pct / 100, 0)}
        </span>
        <span className="muted">
          {bin.capacity === null
            ? amount(bin.remaining, unit)
            : t('devices.amount', {
                remaining: format.number(bin.remaining, 1),
                capacity: amount(bin.capacity, unit),
              })}
        </span>
      </div>
      <BinLevel bin={bin} />
      <div className="spread meta">
        <span>{t('devices.threshold', { percent: format.percent(bin.threshold_low_pct / 100, 0) })}</span>
        {bin.hours_left !== null && (
          <span>
            {bin.hours_left > 0
              ? t('devices.hoursLeft', { time: format.duration(bin.hours_left * HOUR_SECONDS) })
              : t('stock.empty')}
          </span>
        )}
      </div>
      <div className="spread meta">
        <span>
          {t('devices.reported')} <TimeText at={bin.reported_at} zone={zone} />
        </span>
        {bin.cups_left !== null && <span>{t('stock.cups', { count: bin.cups_left })}</span>}
      </div>
    </>
  );
}

function More({ bin, onAct }: Pick<Props, 'bin' | 'onAct'>) {
  const { t } = useTranslation();
  return (
    <Dropdown>
      <Dropdown.Toggle
        bsPrefix="btn btn-quiet btn-icon btn-dense"
        as="button"
        type="button"
        aria-label={t('stock.more', { index: bin.bin_index })}
      >
        <Icon name="three-dots" />
      </Dropdown.Toggle>
      <Dropdown.Menu>
        {bin.material_code !== null && (
          <>
            <Dropdown.Item as="button" type="button" onClick={() => onAct('adjust')}>
              {t('stock.adjust')}
            </Dropdown.Item>
            <Dropdown.Item as="button" type="button" onClick={() => onAct('waste')}>
              {t('stock.waste')}
            </Dropdown.Item>
          </>
        )}
        <Dropdown.Item as="button" type="button" onClick={() => onAct('bind')}>
          {t('stock.bind')}
        </Dropdown.Item>
      </Dropdown.Menu>
    </Dropdown>
  );
}
