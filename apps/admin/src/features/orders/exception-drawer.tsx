import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MarkException, type Order, type OrderDetail } from '@coffee/contract/orders';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { useMay } from '../../api/session';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { showRefusal, useDtoForm } from '../../ui/forms/use-dto-form';
import { Icon } from '../../ui/icon';
import { showToast } from '../../ui/toasts';

const exceptionPath = ({ order_id }: Order) => `/orders/${encodeURIComponent(order_id)}/exception`;

/** Marks an order for review, or takes the mark away. */
export function ExceptionButton({ order }: { order: Order }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayManage = useMay('orders.manage');
  const [open, setOpen] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: queryKeys.orders.all });
  const clearing = useMutation({
    mutationFn: () =>
      api<OrderDetail>('DELETE', exceptionPath(order), { query: { device_id: order.device_id } }),
    onSuccess: async () => {
      showToast('ok', t('orders.cleared'));
      await refresh();
    },
    onError: (error) =>
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).requestId),
  });
  if (!mayManage) return null;
  if (order.is_exception) {
    return (
      <button
        type="button"
        className="btn btn-plain"
        disabled={clearing.isPending}
        onClick={() => clearing.mutate()}
      >
        <Icon name="check-lg" />
        {t('orders.clearMark')}
      </button>
    );
  }
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={() => setOpen(true)}>
        <Icon name="flag" />
        {t('orders.mark')}
      </button>
      {open && <ExceptionDrawer order={order} onSaved={refresh} onClose={() => setOpen(false)} />}
    </>
  );
}

interface DrawerProps {
  order: Order;
  onSaved: () => Promise<void>;
  onClose: () => void;
}

function ExceptionDrawer({ order, onSaved, onClose }: DrawerProps) {
  const { t } = useTranslation();
  const form = useDtoForm({
    dto: MarkException,
    values: { reason: '' },
    toBody: ({ reason }) => ({ reason: reason.trim() }),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const submit = async (body: MarkException) => {
    try {
      await api<OrderDetail>('POST', exceptionPath(order), { body, query: { device_id: order.device_id } });
      form.reset(form.getValues());
      showToast('ok', t('orders.marked'));
      await onSaved();
      onClose();
    } catch (error) {
      showRefusal(form, error);
    }
  };
  return (
    <Drawer title={t('orders.markTitle')} open onClose={guard.leave}>
      <FormFrame form={form} onSubmit={submit} submitLabel={t('orders.mark')} onCancel={guard.leave}>
        <TextField form={form} name="reason" label={t('orders.reason')} hint={t('orders.reasonHint')} />
      </FormFrame>
      {guard.dialog}
    </Drawer>
  );
}
