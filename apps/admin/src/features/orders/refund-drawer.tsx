import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Order, OrderItem } from '@coffee/contract/orders';
import type { RefundAnswer, RefundQuote } from '@coffee/contract/refunds';
import { useActKey } from '../../api/act-key';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useFormat } from '../../i18n/format';
import { Drawer } from '../../ui/drawer';
import { ErrorState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { SkeletonLines } from '../../ui/skeleton';
import { amountOf, emptyDraft, isExplained, REFUND_STEPS, toBody, type RefundStep } from './refund-form';
import { RefundResult } from './refund-result';
import { ReviewStep, WhatStep, WhyStep } from './refund-steps';
import { orderApiPath, quoteQuery } from './refunds.queries';

interface Props {
  order: Order;
  items: OrderItem[];
  onClose: () => void;
}

/** What, why, review; then what the server says became of it. Nothing is shown as done before it is. */
export function RefundDrawer({ order, items, onClose }: Props) {
  const { t } = useTranslation();
  const { data: quote, error, refetch } = useQuery(quoteQuery(order));
  const [refundId, setRefundId] = useState<string | null>(null);
  return (
    <Drawer title={t('refunds.title')} open onClose={onClose}>
      {refundId !== null ? (
        <RefundResult refundId={refundId} onReplaced={setRefundId} onClose={onClose} />
      ) : error && !quote ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !quote ? (
        <SkeletonLines count={5} />
      ) : quote.obstacle !== null ? (
        <Notice tone="minor">{t(`refundObstacle.${quote.obstacle}`)}</Notice>
      ) : (
        <Steps order={order} items={items} quote={quote} onSent={setRefundId} onClose={onClose} />
      )}
    </Drawer>
  );
}

function useSendRefund(order: Order, onSent: (refundId: string) => void) {
  const client = useQueryClient();
  const keyOf = useActKey();
  return useMutation({
    mutationFn: (body: ReturnType<typeof toBody>) =>
      api<RefundAnswer>('POST', `${orderApiPath(order)}/manual_refund`, {
        body,
        query: { device_id: order.device_id },
        idempotencyKey: keyOf(body),
      }),
    onSuccess: async ({ refund }) => {
      onSent(refund.refund_id);
      await Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.orders.all }),
        client.invalidateQueries({ queryKey: queryKeys.refunds.lists }),
      ]);
    },
  });
}

function Steps({
  order,
  items,
  quote,
  onSent,
  onClose,
}: Props & { quote: RefundQuote; onSent: (refundId: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [step, setStep] = useState<RefundStep>('what');
  const [draft, setDraft] = useState(() => emptyDraft(items));
  const sending = useSendRefund(order, onSent);
  const minor = amountOf(draft, quote, items);
  const change = (patch: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...patch }));
  const at = REFUND_STEPS.indexOf(step);
  const may = minor !== null && (step === 'what' || isExplained(draft));
  const next = () => {
    const following = REFUND_STEPS[at + 1];
    if (following) setStep(following);
    else if (minor !== null) sending.mutate(toBody(draft, minor));
  };
  const submit =
    step === 'review' && minor !== null
      ? t('refunds.send', { amount: format.money(minor / 100, quote.currency) })
      : t('refunds.next');
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (may) next();
      }}
    >
      <p className="meta mb-0" aria-current="step">
        {t('refunds.step', { at: at + 1, of: REFUND_STEPS.length, name: t(`refunds.steps.${step}`) })}
      </p>
      {sending.error && <Refusal error={sending.error} />}
      {step === 'what' && <WhatStep quote={quote} items={items} draft={draft} onChange={change} />}
      {step === 'why' && <WhyStep quote={quote} draft={draft} onChange={change} />}
      {step === 'review' && minor !== null && (
        <ReviewStep order={order} quote={quote} draft={draft} minor={minor} />
      )}
      <div className="row-gap">
        <button
          type="submit"
          className={`btn ${step === 'review' ? 'btn-danger' : 'btn-primary'}`}
          disabled={!may || sending.isPending}
        >
          {sending.isPending && <span className="spinner-border spinner-border-sm" aria-hidden="true" />}
          {submit}
        </button>
        <button
          type="button"
          className="btn btn-plain"
          onClick={() => (at === 0 ? onClose() : setStep(REFUND_STEPS[at - 1] ?? 'what'))}
        >
          {at === 0 ? t('common.cancel') : t('refunds.back')}
        </button>
      </div>
    </form>
  );
}

function Refusal({ error }: { error: Error }) {
  const { t } = useTranslation();
  const { code, requestId, message } = toApiError(error);
  return (
    <Notice tone="critical" alert>
      {t(`error.${code}`)}
      <div className="meta">{code === 'REFUND_NOT_ALLOWED' ? message : requestId}</div>
    </Notice>
  );
}
