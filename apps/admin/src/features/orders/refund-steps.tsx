import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order, OrderItem } from '@coffee/contract/orders';
import { REFUND_REASONS, type RefundQuote } from '@coffee/contract/refunds';
import { useFormat } from '../../i18n/format';
import { Facts } from '../../ui/facts';
import { Field } from '../../ui/forms/field';
import { Money } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { useMethodText } from '../../ui/orders/order-columns';
import { amountOf, minorOf, REFUND_MODES, type RefundDraft } from './refund-form';

interface StepProps {
  quote: RefundQuote;
  items: OrderItem[];
  draft: RefundDraft;
  onChange: (patch: Partial<RefundDraft>) => void;
}

/** What the server allows, and how much of it is wanted. */
export function WhatStep({ quote, items, draft, onChange }: StepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useId();
  const minor = amountOf(draft, quote, items);
  const money = (amount: number) => format.money(amount, quote.currency);
  return (
    <>
      <p className="mb-0">
        {t('refunds.quote', { refundable: money(quote.refundable), paid: money(quote.paid) })}
        {quote.refunded > 0 && ` ${t('refunds.already', { amount: money(quote.refunded) })}`}
        {quote.in_flight > 0 && ` ${t('refunds.inFlight', { amount: money(quote.in_flight) })}`}
      </p>
      <fieldset className="stack">
        <legend className="field-legend">{t('refunds.howMuch')}</legend>
        {REFUND_MODES.map((mode) => (
          <label key={mode} className="form-check">
            <input
              type="radio"
              className="form-check-input"
              name={name}
              checked={draft.mode === mode}
              onChange={() => onChange({ mode })}
            />
            <span>{t(`refunds.mode.${mode}`, { amount: money(quote.refundable) })}</span>
          </label>
        ))}
      </fieldset>
      {draft.mode === 'items' && <ItemPicker quote={quote} items={items} draft={draft} onChange={onChange} />}
      {draft.mode === 'amount' && (
        <Field label={t('orders.amount')} hint={t('refunds.upTo', { amount: money(quote.refundable) })}>
          {(ids) => (
            <input
              {...ids}
              className={`form-control ${draft.amount !== '' && minor === null ? 'is-invalid' : ''}`}
              inputMode="decimal"
              autoComplete="off"
              value={draft.amount}
              onChange={(event) => onChange({ amount: event.target.value })}
            />
          )}
        </Field>
      )}
      <p className="meta mb-0" aria-live="polite">
        {t('refunds.remaining', {
          amount: money((minorOf(quote.refundable) - (minor ?? 0)) / 100),
        })}
      </p>
    </>
  );
}

function ItemPicker({ quote, items, draft, onChange }: StepProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const set = (line: number, qty: number) =>
    onChange({ quantities: draft.quantities.map((old, index) => (index === line ? qty : old)) });
  return (
    <>
      {items.map((item, line) => (
        <Field
          key={`${item.product_id}-${line}`}
          label={`${item.name} · ${format.money(item.unit_price, quote.currency)}`}
        >
          {(ids) => (
            <select
              {...ids}
              className="form-select"
              value={draft.quantities[line] ?? 0}
              onChange={(event) => set(line, Number(event.target.value))}
            >
              {Array.from({ length: Math.min(item.qty, 100) + 1 }, (_, qty) => (
                <option key={qty} value={qty}>
                  {t('refunds.of', { count: qty, total: format.number(item.qty) })}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
    </>
  );
}

export function WhyStep({ quote, draft, onChange }: Omit<StepProps, 'items'>) {
  const { t } = useTranslation();
  return (
    <>
      {quote.failure_reason && (
        <Notice tone="minor">{t('refunds.evidence', { reason: quote.failure_reason })}</Notice>
      )}
      <Field label={t('refunds.reasonLabel')}>
        {(ids) => (
          <select
            {...ids}
            className="form-select"
            value={draft.reason}
            onChange={(event) => onChange({ reason: event.target.value })}
          >
            <option value="">{t('refunds.chooseReason')}</option>
            {REFUND_REASONS.map((reason) => (
              <option key={reason} value={reason}>
                {t(`refundReason.${reason}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={t('refunds.note')}
        optional={draft.reason !== 'other'}
        hint={draft.reason === 'other' ? t('refunds.noteNeeded') : undefined}
      >
        {(ids) => (
          <textarea
            {...ids}
            className="form-control"
            rows={3}
            maxLength={500}
            value={draft.note}
            onChange={(event) => onChange({ note: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

interface ReviewProps {
  order: Order;
  quote: RefundQuote;
  draft: RefundDraft;
  minor: number;
}

export function ReviewStep({ order, quote, draft, minor }: ReviewProps) {
  const { t } = useTranslation();
  const methodText = useMethodText();
  return (
    <>
      <Facts
        list
        facts={[
          { label: t('orders.order'), value: order.items_summary },
          {
            label: t('orders.amount'),
            value: (
              <strong>
                <Money amount={minor / 100} currency={quote.currency} />
              </strong>
            ),
          },
          { label: t('refunds.account'), value: methodText(quote.payment_method) },
          {
            label: t('orders.transaction'),
            value: quote.payment_txn_id && <code>{quote.payment_txn_id}</code>,
          },
          {
            label: t('refunds.reasonLabel'),
            value: t(`refundReason.${draft.reason}` as 'refundReason.other'),
          },
          { label: t('refunds.note'), value: draft.note.trim() || null },
        ]}
      />
      <Notice tone="major">{t('refunds.final')}</Notice>
    </>
  );
}
