import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import { useMay } from '../../api/session';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Icon } from '../../ui/icon';
import { ScopeLink } from '../../ui/scope-link';
import { SkeletonLines } from '../../ui/skeleton';
import { BinAmountDrawer } from './bin-amount-drawer';
import { BinBindDrawer } from './bin-bind-drawer';
import { BinCard, type BinAct } from './bin-card';
import { BinHistoryDrawer } from './bin-history-drawer';
import { binsQuery } from './devices.queries';
import { ProductsLeft } from './products-left';

interface Props {
  deviceId: string;
  zone: string | undefined;
}

/** The bins as they stand in the machine, and what can still be made of them. */
export function DeviceBins({ deviceId, zone }: Props) {
  const { t } = useTranslation();
  const mayManage = useMay('stock.manage');
  const { data, error, refetch } = useQuery(binsQuery(deviceId));
  const [open, setOpen] = useState<{ act: BinAct; bin: Bin | null } | null>(null);
  if (!data) {
    return (
      <div className="card-box card-body">
        {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <SkeletonLines />}
      </div>
    );
  }
  const next = Math.max(-1, ...data.items.map(({ bin_index }) => bin_index)) + 1;
  return (
    <>
      {mayManage && (
        <div className="row-gap">
          {data.items.length > 0 && (
            <ScopeLink className="btn btn-primary" to={`/refills/${encodeURIComponent(deviceId)}`}>
              <Icon name="droplet-half" />
              {t('stock.refillMachine')}
            </ScopeLink>
          )}
          <button type="button" className="btn btn-plain" onClick={() => setOpen({ act: 'bind', bin: null })}>
            <Icon name="plus-lg" />
            {t('stock.bindNew')}
          </button>
        </div>
      )}
      {data.items.length === 0 ? (
        <div className="card-box">
          <EmptyState icon="box-seam" title={t('devices.noBins')} text={t('devices.noBinsText')} />
        </div>
      ) : (
        <div className="bins">
          {data.items.map((bin) => (
            <BinCard
              key={bin.bin_index}
              bin={bin}
              zone={zone}
              mayManage={mayManage}
              onAct={(act) => setOpen({ act, bin })}
            />
          ))}
        </div>
      )}
      <ProductsLeft deviceId={deviceId} />
      {open && (
        <BinDrawer
          deviceId={deviceId}
          zone={zone}
          act={open.act}
          bin={open.bin}
          freeIndex={next}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface DrawerProps extends Props {
  act: BinAct;
  bin: Bin | null;
  freeIndex: number;
  onClose: () => void;
}

function BinDrawer({ deviceId, zone, act, bin, freeIndex, onClose }: DrawerProps) {
  if (act === 'bind' || bin === null)
    return <BinBindDrawer deviceId={deviceId} bin={bin} freeIndex={freeIndex} onClose={onClose} />;
  if (act === 'history')
    return <BinHistoryDrawer deviceId={deviceId} bin={bin} zone={zone} onClose={onClose} />;
  return <BinAmountDrawer deviceId={deviceId} bin={bin} act={act} onClose={onClose} />;
}
