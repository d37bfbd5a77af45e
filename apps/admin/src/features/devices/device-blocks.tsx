import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ProductBlock } from '@coffee/contract/refunds';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { useMay } from '../../api/session';
import { Notice } from '../../ui/notice';
import { TimeText } from '../../ui/time-text';
import { showToast } from '../../ui/toasts';
import { blocksQuery, devicePath } from './devices.queries';

/** Products that this machine shall not sell. Nothing is shown when there are none. */
export function DeviceBlocks({ deviceId, zone }: { deviceId: string; zone: string | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayClear = useMay('orders.manage');
  const { data } = useQuery(blocksQuery(deviceId));
  const clearing = useMutation({
    mutationFn: (block: ProductBlock) =>
      api<ProductBlock[]>('DELETE', `${devicePath(deviceId)}/product_blocks/${block.id}`),
    onSuccess: (items) => {
      client.setQueryData(blocksQuery(deviceId).queryKey, { items });
      showToast('ok', t('blocks.cleared'));
    },
    onError: (error) => {
      const { code, requestId } = toApiError(error);
      showToast('critical', t(`error.${code}`), requestId);
    },
  });
  return data?.items.map((block) => (
    <Notice key={block.id} tone="major">
      <span className="spread">
        <span>
          {t('blocks.blocked', { product: block.name, count: block.failures })}{' '}
          <TimeText at={block.blocked_at} zone={zone} />
        </span>
        {mayClear && (
          <button
            type="button"
            className="btn btn-plain btn-dense"
            disabled={clearing.isPending}
            onClick={() => clearing.mutate(block)}
          >
            {t('blocks.clear', { product: block.name })}
          </button>
        )}
      </span>
    </Notice>
  ));
}
