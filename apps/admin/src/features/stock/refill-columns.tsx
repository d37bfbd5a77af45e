import { useTranslation } from 'react-i18next';
import type { Refill } from '@coffee/contract/stock';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import type { Column } from '../../ui/data-table';
import { BinBadges, BinLevel, useAmount } from '../../ui/devices/bin-level';
import { Money } from '../../ui/money';
import { ScopeLink } from '../../ui/scope-link';

const HOUR_SECONDS = 3600;

/** The board's columns. */
export function useRefillColumns(): Column<Refill>[] {
  const { t } = useTranslation();
  const amount = useAmount();
  const mayManage = useMay('stock.manage');
  const actions: Column<Refill> = {
    key: 'actions',
    header: t('common.actions'),
    end: true,
    cell: (row) => <RefillLink row={row} />,
  };
  return [
    { key: 'device', wide: true, header: t('devices.device'), cell: (row) => <Machine row={row} /> },
    {
      key: 'material',
      wide: true,
      header: t('stock.material'),
      cell: (row) => (
        <>
          {row.material_name}
          <div className="cell-sub">{t('devices.bin', { index: row.bin_index })}</div>
        </>
      ),
    },
    { key: 'level', wide: true, header: t('stock.level'), cell: (row) => <LevelCell row={row} /> },
    {
      key: 'empties',
      header: t('stock.runsOut'),
      sort: 'empties_at',
      room: 7,
      cell: (row) => <Lasts row={row} />,
    },
    {
      key: 'amount',
      header: t('stock.toBring'),
      end: true,
      cell: ({ refill_amount, unit }) => (refill_amount === null ? '–' : amount(refill_amount, unit)),
    },
    { key: 'loss', header: t('stock.loss'), end: true, extra: true, cell: (row) => <Loss row={row} /> },
    ...(mayManage ? [actions] : []),
  ];
}

function Machine({ row }: { row: Refill }) {
  return (
    <>
      <ScopeLink to={`/devices/${encodeURIComponent(row.device_id)}/bins`}>
        {row.alias ?? row.device_id}
      </ScopeLink>
      {row.location_name !== null && <div className="cell-sub">{row.location_name}</div>}
    </>
  );
}

function LevelCell({ row }: { row: Refill }) {
  const amount = useAmount();
  return (
    <div className="stack-tight">
      <BinLevel bin={row} />
      <span className="row-gap meta">
        {amount(row.remaining, row.unit)} <BinBadges bin={row} />
      </span>
    </div>
  );
}

function Lasts({ row }: { row: Refill }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (row.remaining <= 0) return <strong>{t('stock.empty')}</strong>;
  if (row.hours_left === null) return <span className="muted">{t('stock.unknownUse')}</span>;
  return (
    <>
      {format.duration(row.hours_left * HOUR_SECONDS)}
      {row.cups_left !== null && <div className="cell-sub">{t('stock.cups', { count: row.cups_left })}</div>}
    </>
  );
}

function Loss({ row: { expected_loss: loss, currency } }: { row: Refill }) {
  return loss === null || loss === 0 ? (
    <span className="muted">–</span>
  ) : (
    <Money amount={loss} currency={currency} />
  );
}

function RefillLink({ row }: { row: Refill }) {
  const { t } = useTranslation();
  return (
    <ScopeLink className="btn btn-plain btn-dense" to={`/refills/${encodeURIComponent(row.device_id)}`}>
      {t('stock.refill')}
    </ScopeLink>
  );
}

/** A bin on a phone. */
export function RefillCard({ row }: { row: Refill }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const mayManage = useMay('stock.manage');
  return (
    <>
      <div className="row-card-head">
        <span>
          <Machine row={row} />
        </span>
        {mayManage && <RefillLink row={row} />}
      </div>
      <div>
        {row.material_name} · {t('devices.bin', { index: row.bin_index })}
      </div>
      <LevelCell row={row} />
      <div className="row-card-facts">
        <span>
          <Lasts row={row} />
        </span>
        {row.refill_amount !== null && (
          <span>
            {t('stock.toBring')} {amount(row.refill_amount, row.unit)}
          </span>
        )}
        <span>
          <Loss row={row} />
        </span>
      </div>
    </>
  );
}
