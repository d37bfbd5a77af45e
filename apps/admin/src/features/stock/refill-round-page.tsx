import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Bin } from '@coffee/contract/devices';
import type { RefillBinsAnswer, RefillFailure, RefillOrder } from '@coffee/contract/stock';
import { useActKey } from '../../api/act-key';
import { type ApiErrorCode, toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { BinBadges, BinLevel, useAmount } from '../../ui/devices/bin-level';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Guarded } from '../../ui/guarded';
import { Notice } from '../../ui/notice';
import { PageHeader } from '../../ui/page-header';
import { SkeletonLines } from '../../ui/skeleton';
import { showToast } from '../../ui/toasts';
import { binsQuery, deviceQuery } from './stock.queries';

export function RefillRoundPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="stock.manage" title={t('stock.roundTitle')}>
      <Round />
    </Guarded>
  );
}

/** By bin: the amount as it was typed; empty text: up to the capacity. */
type Chosen = ReadonlyMap<number, string>;

/** Before the machine, with one thumb: tap what was refilled, one button at the bottom sends it all. */
function Round() {
  const { t } = useTranslation();
  const { deviceId = '' } = useParams();
  const device = useQuery(deviceQuery(deviceId));
  const { data, error, refetch } = useQuery(binsQuery(deviceId));
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const { send, isPending, failed } = useRefills(deviceId, () => setChosen(new Map()));
  const bins = data?.items.filter(({ material_code }) => material_code !== null) ?? [];
  const orders = ordersOf(deviceId, chosen);
  const change = (index: number, amount: string | null) => {
    const next = new Map(chosen);
    if (amount === null) next.delete(index);
    else next.set(index, amount);
    setChosen(next);
  };
  return (
    <div className="page page-narrow refill-round">
      <PageHeader
        title={device.data?.alias ?? deviceId}
        parents={[{ label: t('nav.refills'), to: '/refills' }]}
      />
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonLines count={6} />}
      {data && bins.length === 0 && (
        <EmptyState icon="box-seam" title={t('devices.noBins')} text={t('stock.bindFirst')} />
      )}
      <ul className="round-bins">
        {bins.map((bin) => (
          <RoundBin
            key={bin.bin_index}
            bin={bin}
            amount={chosen.get(bin.bin_index) ?? null}
            failure={failed.find(({ bin_index }) => bin_index === bin.bin_index)}
            onChange={(amount) => change(bin.bin_index, amount)}
          />
        ))}
      </ul>
      {bins.length > 0 && (
        <div className="round-foot">
          <button
            type="button"
            className="btn btn-primary btn-thumb"
            disabled={orders === null || orders.length === 0 || isPending}
            onClick={() => orders && send(orders)}
          >
            {t('stock.markRefilled', { count: chosen.size })}
          </button>
        </div>
      )}
    </div>
  );
}

/** Null while an amount makes no sense. */
function ordersOf(deviceId: string, chosen: Chosen): RefillOrder[] | null {
  const orders: RefillOrder[] = [];
  for (const [bin_index, text] of chosen) {
    const amount = Number(text);
    if (text !== '' && !(amount > 0)) return null;
    orders.push({ device_id: deviceId, bin_index, ...(text === '' ? { to_full: true } : { amount }) });
  }
  return orders;
}

function useRefills(deviceId: string, onDone: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const keyOf = useActKey();
  const [failed, setFailed] = useState<RefillFailure[]>([]);
  const { mutate, isPending } = useMutation({
    mutationFn: (refills: RefillOrder[]) =>
      api<RefillBinsAnswer>('POST', '/refills', {
        body: { refills },
        idempotencyKey: keyOf({ refills }),
      }),
    onSuccess: async (answer) => {
      setFailed(answer.failed);
      if (answer.succeeded.length > 0)
        showToast('ok', t('stock.refilled', { count: answer.succeeded.length }));
      onDone();
      // The same bins again are another round.
      keyOf({ done: Date.now() });
      await Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.devices.detail(deviceId) }),
        client.invalidateQueries({ queryKey: queryKeys.refillBoard.all }),
      ]);
    },
    onError: (error) =>
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).requestId),
  });
  return { send: mutate, isPending, failed };
}

interface BinProps {
  bin: Bin;
  /** Null: not refilled. */
  amount: string | null;
  failure: RefillFailure | undefined;
  onChange: (amount: string | null) => void;
}

function RoundBin({ bin, amount, failure, onChange }: BinProps) {
  const { t } = useTranslation();
  const words = useAmount();
  const name = bin.material?.name ?? bin.material_code ?? '';
  const isOn = amount !== null;
  const canFill = bin.capacity !== null;
  return (
    <li className={isOn ? 'round-bin is-on' : 'round-bin'}>
      <button type="button" aria-pressed={isOn} onClick={() => onChange(isOn ? null : '')}>
        <span className="spread">
          <strong>{name}</strong>
          <span className="row-gap">
            <BinBadges bin={bin} />
            {words(bin.remaining, bin.unit)}
          </span>
        </span>
        <BinLevel bin={bin} />
        <span className="meta">
          {t('devices.bin', { index: bin.bin_index })}
          {isOn && amount === '' && canFill && ` · ${t('stock.willBeFull')}`}
        </span>
      </button>
      {isOn && (
        <label className="round-amount">
          <span>
            {canFill
              ? t('stock.orAmount', { unit: bin.unit ?? '' })
              : t('stock.amount', { unit: bin.unit ?? '' })}
          </span>
          <input
            className="form-control"
            inputMode="decimal"
            value={amount}
            aria-label={t('stock.amountOf', { material: name })}
            onChange={(event) => onChange(event.target.value.replace(',', '.'))}
          />
        </label>
      )}
      {failure && (
        <Notice tone="critical" alert>
          {t(`error.${failure.code as ApiErrorCode}`)}
          <div className="meta">{failure.message}</div>
        </Notice>
      )}
    </li>
  );
}
