import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Material, MaterialBin, MaterialUsage } from '@coffee/contract/materials';
import { useFormat } from '../../i18n/format';
import { DataTable, type Column } from '../../ui/data-table';
import { Drawer } from '../../ui/drawer';
import { EmptyState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { ScopeLink } from '../../ui/scope-link';
import { Badge } from '../../ui/status-mark';
import { usageQuery } from './materials.queries';

/** Where it is and how much of it: of the machines that the reader sees. */
export function UsageDrawer({ material, onClose }: { material: Material; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(usageQuery(material.id));
  const columns = useBinColumns();
  return (
    <Drawer open title={`${t('materials.usage')}: ${material.name}`} onClose={onClose}>
      <div className="stack">
        {query.data && <Sums usage={query.data} />}
        <DataTable
          label={t('materials.usage')}
          columns={columns}
          query={query}
          rowKey={({ device_id, bin_index }) => `${device_id} ${bin_index}`}
          card={(bin) => <BinCard bin={bin} />}
          empty={<EmptyState icon="inbox" title={t('materials.noBins')} text={t('materials.noBinsText')} />}
        />
        {query.data && query.data.bins > query.data.items.length && (
          <p className="meta">{t('materials.firstBins', { count: query.data.items.length })}</p>
        )}
      </div>
    </Drawer>
  );
}

function Sums({ usage }: { usage: MaterialUsage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = (value: number) => `${format.number(Math.round(value))} ${usage.unit}`;
  const facts = [
    { label: t('materials.binCount'), value: format.number(usage.bins) },
    { label: t('nav.devices'), value: format.number(usage.devices) },
    { label: t('materials.lowBins'), value: format.number(usage.low_bins) },
    { label: t('materials.remaining'), value: amount(usage.remaining) },
    { label: t('materials.capacity'), value: amount(usage.capacity) },
    { label: t('materials.recipes'), value: format.number(usage.recipes) },
  ];
  return (
    <>
      <Facts facts={facts} />
      {usage.other_unit_bins > 0 && (
        <p className="meta">
          {t('materials.otherUnits', { count: usage.other_unit_bins, unit: usage.unit })}
        </p>
      )}
    </>
  );
}

function Amount({ bin: { remaining, capacity, unit } }: { bin: MaterialBin }) {
  const format = useFormat();
  const of = capacity === null ? '' : ` / ${format.number(Math.round(capacity))}`;
  return <>{`${format.number(Math.round(remaining))}${of} ${unit ?? ''}`}</>;
}

function DeviceLink({ bin: { device_id, alias } }: { bin: MaterialBin }) {
  return (
    <ScopeLink to={`/devices/${encodeURIComponent(device_id)}/materials`}>{alias ?? device_id}</ScopeLink>
  );
}

function LowBadge({ bin }: { bin: MaterialBin }) {
  const { t } = useTranslation();
  return bin.is_low ? <Badge tone="minor">{t('materials.isLow')}</Badge> : null;
}

function useBinColumns(): Column<MaterialBin>[] {
  const { t } = useTranslation();
  return [
    { key: 'device', wide: true, header: t('materials.device'), cell: (bin) => <DeviceLink bin={bin} /> },
    { key: 'bin', end: true, header: t('materials.bin'), cell: ({ bin_index }) => bin_index },
    {
      key: 'amount',
      header: t('materials.remaining'),
      cell: (bin) => (
        <>
          <Amount bin={bin} /> <LowBadge bin={bin} />
        </>
      ),
    },
  ];
}

function BinCard({ bin }: { bin: MaterialBin }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="row-card-head">
        <DeviceLink bin={bin} />
        <LowBadge bin={bin} />
      </div>
      <div className="row-card-facts">
        <span>{`${t('materials.bin')} ${bin.bin_index}`}</span>
        <Amount bin={bin} />
      </div>
    </>
  );
}
