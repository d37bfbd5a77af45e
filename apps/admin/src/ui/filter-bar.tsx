import { useState, type ReactNode } from 'react';
import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import { Drawer } from './drawer';
import { FilterInput } from './filter-input';
import { chipsOf, type Filter } from './filters';
import { Icon } from './icon';
import type { ListState } from './list-state';
import { SearchBox } from './search-box';
import { BELOW_DESKTOP, useMedia } from './use-media';

interface Props {
  list: Pick<ListState, 'values' | 'set' | 'clear'>;
  filters: Filter[];
  /** Absent for lists that are not searched by text. */
  searchLabel?: string;
  /** More controls beside the search, such as a range of days. */
  children?: ReactNode;
}

export function FilterBar({ list, filters, searchLabel, children }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const narrow = useMedia(BELOW_DESKTOP);
  const chips = chipsOf(filters, list.values, { yes: t('common.yes'), no: t('common.no') });
  const shown = narrow ? [] : filters.filter(({ primary }) => primary);
  const hasMore = narrow || shown.length < filters.length;
  return (
    <div className="stack" role="search" aria-label={t('list.filters')}>
      <div className="filter-bar">
        {searchLabel !== undefined && (
          <SearchBox
            label={searchLabel}
            value={(list.values['query'] as string | null) ?? ''}
            onChange={(query) => list.set({ query }, { replace: true })}
          />
        )}
        {children}
        {shown.map((filter) => (
          <FilterMenu key={filter.key} filter={filter} list={list} />
        ))}
        {hasMore && (
          <button type="button" className="btn btn-plain" onClick={() => setOpen(true)}>
            <Icon name="funnel" />
            {narrow ? t('list.filters') : t('list.moreFilters')}
            {chips.length > 0 && narrow && <span className="tab-count">{chips.length}</span>}
          </button>
        )}
      </div>
      {chips.length > 0 && (
        <div className="chips">
          {chips.map((chip) => (
            <span key={chip.key} className="chip">
              <span>{chip.label}</span>
              <button
                type="button"
                aria-label={t('list.removeFilter', { name: chip.label })}
                onClick={() => list.set(chip.patch)}
              >
                <Icon name="x" />
              </button>
            </span>
          ))}
          <button type="button" className="btn btn-quiet btn-sm btn-dense" onClick={list.clear}>
            {t('list.clearAll')}
          </button>
        </div>
      )}
      <Drawer title={t('list.filters')} open={open} onClose={() => setOpen(false)}>
        <div className="form-grid">
          {filters.map((filter) => (
            <FilterInput key={filter.key} filter={filter} list={list} titled />
          ))}
          <div className="row-gap">
            <button type="button" className="btn btn-primary" onClick={() => setOpen(false)}>
              {t('list.showResults')}
            </button>
            <button
              type="button"
              className="btn btn-plain"
              onClick={list.clear}
              disabled={chips.length === 0}
            >
              {t('list.clearAll')}
            </button>
          </div>
        </div>
      </Drawer>
    </div>
  );
}

function FilterMenu({ filter, list }: { filter: Filter; list: Props['list'] }) {
  const value = list.values[filter.key];
  const count = Array.isArray(value) ? value.length : value === null ? 0 : 1;
  return (
    <Dropdown autoClose="outside">
      <Dropdown.Toggle bsPrefix="btn btn-plain dropdown-toggle" as="button" type="button">
        {filter.label}
        {count > 0 && <span className="tab-count">{count}</span>}
      </Dropdown.Toggle>
      <Dropdown.Menu className="filter-menu">
        <FilterInput filter={filter} list={list} />
      </Dropdown.Menu>
    </Dropdown>
  );
}
