import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PickBin, PickPlace } from '@coffee/contract/stock';
import { useAmount } from '../../ui/devices/bin-level';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { useFormat } from '../../i18n/format';
import { Icon } from '../../ui/icon';
import { useListState, type ListSchema, type ListState } from '../../ui/list-state';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { HORIZONS, STOCK_FIELDS, useStockFilters } from './stock-filters';
import { pickListFile, pickListQuery } from './stock.queries';

const FIELDS = {
  ...STOCK_FIELDS,
  horizon_hours: { kind: 'one', values: HORIZONS.map(String) },
} as const;
const SCHEMA: ListSchema<typeof FIELDS> = { fields: FIELDS, sorts: [], defaultSort: '' };
const HOUR_SECONDS = 3600;

/** What to bring where, on paper or as a file. */
export function PickListPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(SCHEMA);
  const filter = { ...list.values };
  const { data, error, refetch } = useQuery(pickListQuery(filter));
  const filters = useStockFilters(list.values.merchant_id);
  return (
    <div className="page pick-list">
      <PageHeader
        title={t('stock.pickList')}
        parents={[{ label: t('nav.refills'), to: '/refills' }]}
        actions={
          <>
            <a className="btn btn-plain" href={pickListFile(filter)} download="pick-list.csv">
              <Icon name="cloud-arrow-down" />
              {t('stock.csv')}
            </a>
            <button type="button" className="btn btn-primary" onClick={() => window.print()}>
              {t('stock.print')}
            </button>
          </>
        }
      />
      <FilterBar
        list={list as unknown as ListState}
        filters={[
          {
            key: 'horizon_hours',
            label: t('stock.within'),
            kind: 'one',
            primary: true,
            options: HORIZONS.map((hours) => ({
              value: String(hours),
              label: format.duration(hours * HOUR_SECONDS),
            })),
          },
          ...filters,
        ]}
      />
      {error && !data && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <SkeletonLines count={6} />}
      {data?.is_cut && <Notice tone="minor">{t('stock.cut')}</Notice>}
      {data?.places.length === 0 && (
        <div className="card-box">
          <EmptyState icon="check-lg" title={t('stock.allFull')} text={t('stock.allFullText')} />
        </div>
      )}
      {data && data.places.length > 0 && (
        <p className="meta">
          {t('stock.madeAt')} <TimeText at={data.made_at} mode="absolute" />
        </p>
      )}
      {data?.places.map((place) => (
        <Place key={place.location_id ?? 0} place={place} />
      ))}
    </div>
  );
}

function Place({ place }: { place: PickPlace }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const machines = new Map<string, PickBin[]>();
  for (const bin of place.bins) machines.set(bin.device_id, [...(machines.get(bin.device_id) ?? []), bin]);
  return (
    <section className="card-box pick-place">
      <div className="card-head">
        <div>
          <h2>{place.location_name ?? t('devices.noLocation')}</h2>
          {place.address !== null && <span className="meta">{place.address}</span>}
        </div>
        <ul className="pick-totals" aria-label={t('stock.totals')}>
          {place.totals.map((total) => (
            <li key={`${total.material_code} ${total.unit}`} className="tag">
              {total.material_name}: <strong>{amount(total.amount, total.unit)}</strong>
            </li>
          ))}
        </ul>
      </div>
      <div className="card-body stack">
        {[...machines].map(([id, bins]) => (
          <MachineBins key={id} bins={bins} />
        ))}
      </div>
    </section>
  );
}

function MachineBins({ bins }: { bins: PickBin[] }) {
  const { t } = useTranslation();
  const amount = useAmount();
  const [first] = bins;
  const name = first?.alias ?? first?.device_id ?? '';
  return (
    <table className="pick-table">
      <caption>
        {name} {first?.alias && <code className="meta">{first.device_id}</code>}
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('stock.binIndex')}</th>
          <th scope="col">{t('stock.material')}</th>
          <th scope="col" className="end">
            {t('stock.toBring')}
          </th>
          <th scope="col" className="pick-done">
            {t('stock.done')}
          </th>
        </tr>
      </thead>
      <tbody>
        {bins.map((bin) => (
          <tr key={bin.bin_index}>
            <td>{bin.bin_index}</td>
            <td>{bin.material_name}</td>
            <td className="end">{amount(bin.amount, bin.unit)}</td>
            <td className="pick-done">
              <span className="pick-box" aria-hidden="true" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
