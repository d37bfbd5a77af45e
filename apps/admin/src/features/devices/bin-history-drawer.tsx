import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Bin } from '@coffee/contract/devices';
import type { Movement } from '@coffee/contract/stock';
import { useFormat } from '../../i18n/format';
import { useAmount } from '../../ui/devices/bin-level';
import { Drawer } from '../../ui/drawer';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { ScopeLink } from '../../ui/scope-link';
import { OlderButton } from '../../ui/older-button';
import { SkeletonLines } from '../../ui/skeleton';
import { Badge } from '../../ui/status-mark';
import { TimeText } from '../../ui/time-text';
import { movementsQuery } from './devices.queries';

interface Props {
  deviceId: string;
  bin: Bin;
  zone: string | undefined;
  onClose: () => void;
}

/** A bin's ledger, the newest first. What the machine found to be otherwise stands out. */
export function BinHistoryDrawer({ deviceId, bin, zone, onClose }: Props) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(movementsQuery(deviceId, bin.bin_index));
  const movements = query.data?.pages.flatMap(({ items }) => items);
  return (
    <Drawer title={t('stock.historyTitle', { index: bin.bin_index })} open onClose={onClose}>
      {query.error && !movements && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending && <SkeletonLines count={6} />}
      {movements?.length === 0 && <EmptyState icon="clock-history" title={t('stock.noMovements')} />}
      {movements && movements.length > 0 && (
        <ol className="movements">
          {movements.map((movement) => (
            <MovementLine key={movement.seq} movement={movement} zone={zone} />
          ))}
        </ol>
      )}
      <OlderButton query={query} label={t('stock.older')} />
    </Drawer>
  );
}

function MovementLine({ movement, zone }: { movement: Movement; zone: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = useAmount();
  const { amount: moved, unit, expected, order_id: orderId } = movement;
  const signed = `${moved > 0 ? '+' : ''}${format.number(moved, 1)} ${unit ?? ''}`.trim();
  return (
    <li className={expected === null ? undefined : 'is-drift'}>
      <div className="spread">
        <strong>
          {t(`movementType.${movement.type}`)}
          {movement.cause === 'bind' && ` · ${t('stock.causeBind')}`}
          {movement.cause === 'unbind' && ` · ${t('stock.causeUnbind')}`}
        </strong>
        <span className="mono">{signed}</span>
      </div>
      <div className="spread meta">
        <span>
          <TimeText at={movement.occurred_at} zone={zone} />
          {movement.actor !== null && ` · ${movement.actor}`}
        </span>
        <span>{t('stock.balance', { amount: amount(movement.balance, unit) })}</span>
      </div>
      {expected !== null && (
        <Badge tone="minor">
          {t('stock.foundInstead', {
            expected: amount(expected, unit),
            found: amount(movement.balance, unit),
          })}
        </Badge>
      )}
      {orderId !== null && (
        <ScopeLink
          className="meta"
          to={`/orders/${encodeURIComponent(orderId)}?device_id=${encodeURIComponent(movement.device_id)}`}
        >
          {orderId}
        </ScopeLink>
      )}
      {movement.note !== null && movement.cause === 'person' && <div className="meta">{movement.note}</div>}
    </li>
  );
}
