import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pagination } from '@coffee/contract/paging';
import { useFormat } from '../i18n/format';
import { DataTable, type DataTableProps } from './data-table';
import { FilterBar } from './filter-bar';
import type { Filter } from './filters';
import type { Field, ListState } from './list-state';
import { PageHeader } from './page-header';

interface Props<T, F extends Record<string, Field>> extends Omit<DataTableProps<T>, 'label' | 'list'> {
  title: string;
  list: ListState<F>;
  filters: Filter[];
  searchLabel: string;
  actions?: ReactNode;
  /** Ready-made choices of filters. */
  views?: ReactNode;
  /** More controls beside the search, such as a range of days. */
  controls?: ReactNode;
  /** Below the rows, and what opens over the page. */
  children?: ReactNode;
}

/** A page that is one list: its name and how many there are, its filters, its rows. */
export function ListPage<T, F extends Record<string, Field>>(props: Props<T, F>) {
  const { title, list, filters, searchLabel, actions, views, controls, children, ...table } = props;
  const count = useCount(table.query.data?.pagination);
  return (
    <div className="page">
      <PageHeader title={title} count={count} actions={actions} />
      {views}
      <FilterBar list={list as unknown as ListState} filters={filters} searchLabel={searchLabel}>
        {controls}
      </FilterBar>
      <DataTable label={title} list={list} {...table} />
      {children}
    </div>
  );
}

function useCount(pagination: Pagination | undefined): string | undefined {
  const { t } = useTranslation();
  const format = useFormat();
  if (!pagination) return undefined;
  const total = format.number(pagination.total);
  return pagination.total_is_estimate ? t('list.about', { total }) : total;
}
