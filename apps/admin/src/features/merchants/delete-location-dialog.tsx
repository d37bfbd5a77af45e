import { useTranslation } from 'react-i18next';
import type { Location } from '@coffee/contract/merchants';
import { queryKeys } from '../../api/query-keys';
import { DeleteButton } from '../../ui/delete-button';

export function DeleteLocation({ location }: { location: Location }) {
  const { t } = useTranslation();
  return (
    <DeleteButton
      path={`/locations/${location.id}`}
      invalidate={[queryKeys.locations.all, queryKeys.devices.all]}
      name={location.name}
      action={t('locations.delete')}
    >
      {t('locations.deleteText', { name: location.name, count: location.device_count })}
    </DeleteButton>
  );
}
