import { useState } from 'react';
import Dropdown from 'react-bootstrap/Dropdown';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { MAX_VIEW_NAME, type SavedView, type ViewedList } from '@coffee/contract/saved-views';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { ConfirmDialog } from '../confirm-dialog';
import { Icon } from '../icon';
import { showToast } from '../toasts';
import { ViewDrawer } from './view-drawer';
import { viewSearch } from './view-query';

interface Props {
  list: ViewedList;
  /** The view that is open; it may differ from what is on screen. */
  open: SavedView | null;
  /** What is on screen. */
  query: string;
  views: SavedView[];
}

/** What can be done with the open view, and with what is on screen. */
export function ViewMenu({ list, open, query, views }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<'new' | 'edit' | 'delete' | null>(null);
  const acts = useViewActs(list);
  const isOwn = open?.is_own ?? false;
  const isChanged = open !== null && open.query !== query;
  const close = () => setAsking(null);
  return (
    <div className="row-gap view-acts">
      {isOwn && open && isChanged && (
        <button type="button" className="btn btn-plain btn-dense" onClick={() => acts.keep(open, query)}>
          {t('views.keep')}
        </button>
      )}
      <Dropdown align="end">
        <Dropdown.Toggle
          as="button"
          type="button"
          bsPrefix="btn btn-quiet btn-icon"
          aria-label={t('views.menu')}
        >
          <Icon name="three-dots" />
        </Dropdown.Toggle>
        <Dropdown.Menu>
          <Dropdown.Item as="button" type="button" onClick={() => setAsking('new')}>
            {t('views.saveNew')}
          </Dropdown.Item>
          {open && (
            <>
              <Dropdown.Divider />
              {isOwn && (
                <Dropdown.Item as="button" type="button" onClick={() => setAsking('edit')}>
                  {t('views.edit')}
                </Dropdown.Item>
              )}
              <Dropdown.Item as="button" type="button" onClick={() => acts.duplicate(open, views)}>
                {t('views.duplicate')}
              </Dropdown.Item>
              {isOwn && (
                <Dropdown.Item
                  as="button"
                  type="button"
                  className="text-critical"
                  onClick={() => setAsking('delete')}
                >
                  {t('views.delete')}
                </Dropdown.Item>
              )}
            </>
          )}
        </Dropdown.Menu>
      </Dropdown>
      {asking === 'new' && <ViewDrawer list={list} view={null} query={query} onClose={close} />}
      {asking === 'edit' && open && <ViewDrawer list={list} view={open} query={open.query} onClose={close} />}
      {open && (
        <ConfirmDialog
          open={asking === 'delete'}
          title={`${t('views.delete')}: ${open.name}`}
          action={t('views.delete')}
          danger
          onConfirm={() => {
            close();
            acts.remove(open);
          }}
          onCancel={close}
        >
          {open.shared ? t('views.deleteShared') : t('views.deleteText')}
        </ConfirmDialog>
      )}
    </div>
  );
}

function useViewActs(list: ViewedList) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate } = useMutation({
    mutationFn: (act: () => Promise<string | null>) => act(),
    onSuccess: async (to) => {
      await client.invalidateQueries({ queryKey: queryKeys.savedViews.list(list) });
      if (to !== null) await navigate(to);
    },
    onError: (error) =>
      showToast('critical', t(`error.${toApiError(error).code}`), toApiError(error).message),
  });
  return {
    keep: ({ id, version }: SavedView, query: string) =>
      mutate(async () => {
        await api('PATCH', `/saved_views/${id}`, { body: { query }, version });
        showToast('ok', t('form.saved'));
        return null;
      }),
    duplicate: (view: SavedView, views: SavedView[]) =>
      mutate(async () => {
        const body = { list, name: freeName(view.name, views), query: view.query };
        const copy = await api<SavedView>('POST', '/saved_views', { body });
        return viewSearch(copy.id, copy.query);
      }),
    remove: (view: SavedView) =>
      mutate(async () => {
        await api('DELETE', `/saved_views/${view.id}`);
        showToast('ok', t('form.deleted', { name: view.name }));
        return '?';
      }),
  };
}

/** `Refunds 2`, or the next number that is free among one's own. */
function freeName(name: string, views: SavedView[]): string {
  const taken = new Set(views.filter(({ is_own }) => is_own).map((view) => view.name));
  if (!taken.has(name)) return name;
  for (let n = 2; ; n += 1) {
    const next = `${name.slice(0, MAX_VIEW_NAME - 4)} ${n}`;
    if (!taken.has(next)) return next;
  }
}
