import { memo, useRef, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Pagination } from '@coffee/contract/paging';
import { EmptyState, ErrorState } from './empty-state';
import { Icon } from './icon';
import type { ListState } from './list-state';
import { Pager } from './pager';
import { Spacer, useRowWindow, WHOLE_UP_TO } from './row-window';
import { Skeleton } from './skeleton';
import { PHONE, useMedia } from './use-media';

export interface Column<T> {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** The API's sort field, when the column can be sorted by. */
  sort?: string;
  end?: boolean;
  /** Given room for a few words; without it a column takes what is left. */
  wide?: boolean;
  /** In rem: what the longest text needs that may come live. A column that grows moves every cell of the table. */
  room?: number;
  /** Left out where the table would be crowded. */
  extra?: boolean;
}

function classOf<T>({ end, wide, extra }: Column<T>): string | undefined {
  return [end && 'end', wide && 'wide', extra && 'extra'].filter(Boolean).join(' ') || undefined;
}

export interface DataTableProps<T> {
  label: string;
  columns: Column<T>[];
  query: UseQueryResult<{ items: T[]; pagination?: Pagination }>;
  /** Absent for short lists that have no paging. */
  list?: Pick<
    ListState,
    'page' | 'pageSize' | 'sort' | 'setSort' | 'setPageSize' | 'pageSearch' | 'hasFilters' | 'clear'
  >;
  rowKey: (row: T) => string | number;
  /** The row on a phone. */
  card: (row: T) => ReactNode;
  /** Rows that open something: the cell of the first column holds the link. */
  clickable?: boolean;
  empty: ReactNode;
  /** For rows that many live events change at once: in a long table all have one height, and only those near the screen are in the page. */
  windowed?: boolean;
  /** Says that more has come since; shown above the rows. */
  news?: ReactNode;
}

export function DataTable<T>(props: DataTableProps<T>) {
  const { query, list, empty, news } = props;
  const phone = useMedia(PHONE);
  const { data, error } = query;
  const windowed = props.windowed === true && isLong(data?.items);
  const busy = query.isFetching && !query.isPending;
  if (error && !data) {
    return (
      <div className="table-box">
        <ErrorState error={error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (data?.items.length === 0) {
    return <div className="table-box">{list?.hasFilters ? <NoMatch onClear={list.clear} /> : empty}</div>;
  }
  return (
    <>
      <div className={phone && data ? '' : 'table-box'} aria-busy={query.isFetching}>
        <div className={`progress-top ${busy ? 'on' : ''}`} />
        {news}
        {phone && data ? (
          <Cards {...props} windowed={windowed} rows={data.items} />
        ) : (
          <Table {...props} windowed={windowed} rows={data?.items ?? null} />
        )}
      </div>
      {data?.pagination && list && <Pager pagination={data.pagination} list={list} />}
    </>
  );
}

const isLong = (rows: readonly unknown[] | undefined): boolean => (rows?.length ?? 0) > WHOLE_UP_TO;

function Cards<T>({ label, windowed, rows, rowKey, card }: DataTableProps<T> & { rows: T[] }) {
  return (
    <ul className={windowed ? 'cards windowed' : 'cards'} aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)} className="row-card">
          {card(row)}
        </li>
      ))}
    </ul>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon="search"
      title={t('list.noMatch')}
      text={t('list.noMatchText')}
      action={
        <button type="button" className="btn btn-plain" onClick={onClear}>
          {t('list.clearFilters')}
        </button>
      }
    />
  );
}

type TableProps<T> = DataTableProps<T> & { rows: T[] | null };

function Table<T>({ label, columns, list, rowKey, clickable, windowed, rows }: TableProps<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { start, end } = useRowWindow(body, rows?.length ?? 0, windowed === true);
  return (
    <div className="table-scroll fits" role="region" aria-label={label} tabIndex={0}>
      <table
        className={windowed ? 'data-table windowed' : 'data-table'}
        aria-rowcount={windowed && rows ? rows.length + 1 : undefined}
      >
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr aria-rowindex={windowed ? 1 : undefined}>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} list={list} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows === null ? (
            Array.from({ length: 8 }, (_, index) => <SkeletonRow key={index} columns={columns} />)
          ) : (
            <>
              <Spacer rows={start} columns={columns.length} />
              {rows.slice(start, end).map((row, index) => (
                <BodyRow
                  key={rowKey(row)}
                  row={row}
                  place={windowed ? start + index + 2 : undefined}
                  columns={columns}
                  clickable={clickable}
                />
              ))}
              <Spacer rows={rows.length - end} columns={columns.length} />
            </>
          )}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps<T> {
  row: T;
  /** Among all rows and the head, for those who hear the table. */
  place: number | undefined;
  columns: Column<T>[];
  clickable: boolean | undefined;
}

// Live updates change a few rows of many: the others keep their object, and are not drawn again.
const BodyRow = memo(function BodyRow<T>({ row, place, columns, clickable }: RowProps<T>) {
  return (
    <tr className={clickable ? 'clickable' : undefined} aria-rowindex={place}>
      {columns.map((column) => (
        <td key={column.key} className={classOf(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <T>(props: RowProps<T>) => ReactNode;

function SkeletonRow<T>({ columns }: { columns: Column<T>[] }) {
  return (
    <tr>
      {columns.map((column, index) => (
        <td key={column.key} className={classOf(column)}>
          <Skeleton width={index === 0 ? '80%' : '55%'} />
        </td>
      ))}
    </tr>
  );
}

function HeadCell<T>({ column, list }: { column: Column<T>; list: DataTableProps<T>['list'] }) {
  const { header, sort, room } = column;
  const look = {
    className: classOf(column),
    style: room ? { minWidth: `${room}rem`, width: `${room}rem` } : undefined,
  };
  if (!sort || !list) {
    return (
      <th scope="col" {...look}>
        {header}
      </th>
    );
  }
  const active = list.sort.replace(/^-/, '') === sort;
  const descending = active && list.sort.startsWith('-');
  return (
    <th scope="col" {...look} aria-sort={active ? (descending ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className={`sort-button ${active ? 'active' : ''}`}
        onClick={() => list.setSort(active && !descending ? `-${sort}` : sort)}
      >
        {header}
        <Icon name={descending ? 'arrow-down' : 'arrow-up'} />
      </button>
    </th>
  );
}
