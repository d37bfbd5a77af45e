import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { SavedView, ViewedList } from '@coffee/contract/saved-views';
import { Icon } from '../icon';
import type { ListSchema } from '../list-state';
import { Tabs, type Tab } from '../tabs';
import { savedViewsQuery } from './saved-views.queries';
import { ViewMenu } from './view-menu';
import { VIEW_PARAM, viewQuery, viewSearch } from './view-query';

interface Props {
  list: ViewedList;
  schema: Pick<ListSchema, 'fields'>;
  /** Views that everybody has and nobody changes; the first is the whole list. */
  builtIn: Tab[];
  /** Which of them is open when no saved one is. */
  active: string;
}

/** Views of a list as tabs: the locked ones, one's own, and those that others share. */
export function SavedViewTabs({ list, schema, builtIn, active }: Props) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { data: views = [] } = useQuery(savedViewsQuery(list));
  const query = viewQuery(schema, search);
  const open = views.find(({ id }) => String(id) === search.get(VIEW_PARAM)) ?? null;
  const tabs: Tab[] = [...builtIn, ...views.map(toTab)];
  return (
    <div className="view-tabs">
      <Tabs tabs={tabs} active={open ? `view-${open.id}` : active} label={t('list.views')} />
      <ViewMenu list={list} open={open} query={query} views={views} />
    </div>
  );
}

function toTab(view: SavedView): Tab {
  return {
    key: `view-${view.id}`,
    label: view.name,
    to: viewSearch(view.id, view.query),
    count: view.shared ? <SharedMark owner={view.is_own ? null : view.owner} /> : undefined,
  };
}

function SharedMark({ owner }: { owner: string | null }) {
  const { t } = useTranslation();
  const text = owner === null ? t('views.shared') : t('views.sharedBy', { owner });
  return (
    <span title={text} className="muted">
      <Icon name="people" />
      <span className="visually-hidden">{text}</span>
    </span>
  );
}
