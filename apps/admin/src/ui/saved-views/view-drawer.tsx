import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import {
  ChangeSavedView,
  CreateSavedView,
  type SavedView,
  type ViewedList,
} from '@coffee/contract/saved-views';
import { queryKeys } from '../../api/query-keys';
import { useMay } from '../../api/session';
import { CheckField, TextField } from '../forms/inputs';
import { RowDrawer } from '../forms/row-drawer';
import { viewSearch } from './view-query';

interface Values {
  [field: string]: string | boolean;
  name: string;
  shared: boolean;
}

interface Props {
  list: ViewedList;
  /** Null: what is on screen becomes a view. */
  view: SavedView | null;
  query: string;
  onClose: () => void;
}

export function ViewDrawer({ list, view, query, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayShare = useMay('views.share');
  const labels = { name: t('common.name'), shared: t('views.share') };
  const saved = async (row: SavedView) => {
    await client.invalidateQueries({ queryKey: queryKeys.savedViews.list(list) });
    if (!view) await navigate(viewSearch(row.id, row.query));
  };
  return (
    <RowDrawer<SavedView, Values, CreateSavedView | ChangeSavedView>
      title={view ? t('views.edit') : t('views.saveNew')}
      row={view}
      path={view ? `/saved_views/${view.id}` : '/saved_views'}
      dto={view ? ChangeSavedView : CreateSavedView}
      toForm={(row) => ({ name: row?.name ?? '', shared: row?.shared ?? false })}
      toBody={({ name, shared }) => ({ name: name.trim(), shared, ...(view ? {} : { list, query }) })}
      labels={labels}
      submitLabel={view ? t('form.save') : t('views.save')}
      onSaved={saved}
      onClose={onClose}
    >
      {(form) => (
        <>
          <TextField form={form} name="name" label={labels.name} />
          {mayShare && (
            <CheckField form={form} name="shared" label={labels.shared} hint={t('views.shareHint')} />
          )}
        </>
      )}
    </RowDrawer>
  );
}
