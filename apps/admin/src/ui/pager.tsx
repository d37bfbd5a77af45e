import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Pagination } from '@coffee/contract/paging';
import { useFormat } from '../i18n/format';
import { Icon } from './icon';
import type { IconName } from './icon-paths';
import { PAGE_SIZES, type ListState } from './list-state';

interface Props {
  pagination: Pagination;
  list: Pick<ListState, 'setPageSize' | 'pageSearch'>;
}

/** First, last and the neighbours of the present page; null stands for a gap. */
function shownPages(page: number, pages: number): (number | null)[] {
  const wanted = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
  const unique = [...new Set(wanted)].sort((a, b) => a - b);
  return unique.flatMap((n, index) => (index > 0 && n - (unique[index - 1] ?? n) > 1 ? [null, n] : [n]));
}

export function Pager({ pagination, list }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { page, pages, page_size, total, total_is_estimate } = pagination;
  const from = (page - 1) * page_size + 1;
  const to = Math.min(page * page_size, Math.max(total, from));
  const shown = total_is_estimate ? t('list.about', { total: format.number(total) }) : format.number(total);
  return (
    <nav className="pager" aria-label={t('list.pages')}>
      <span aria-live="polite">
        {t('list.range', { from: format.number(from), to: format.number(to), total: shown })}
      </span>
      {pages > 1 && (
        <div className="pager-steps">
          <Step
            name="chevron-left"
            label={t('list.previous')}
            to={pagination.has_prev ? list.pageSearch(page - 1) : null}
          />
          {shownPages(page, pages).map((n, index) =>
            n === null ? (
              <span key={`gap-${index}`} aria-hidden="true">
                …
              </span>
            ) : (
              <Link
                key={n}
                to={list.pageSearch(n)}
                aria-current={n === page ? 'page' : undefined}
                aria-label={t('list.page', { page: format.number(n) })}
              >
                {format.number(n)}
              </Link>
            ),
          )}
          <Step
            name="chevron-right"
            label={t('list.next')}
            to={pagination.has_next ? list.pageSearch(page + 1) : null}
          />
        </div>
      )}
      <label className="row-gap">
        {t('list.perPage')}
        <select
          className="form-select"
          value={page_size}
          onChange={(event) => list.setPageSize(Number(event.target.value))}
        >
          {PAGE_SIZES.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
    </nav>
  );
}

function Step({ name, label, to }: { name: IconName; label: string; to: string | null }) {
  if (to === null) {
    return (
      <a role="link" aria-disabled="true" aria-label={label}>
        <Icon name={name} />
      </a>
    );
  }
  return (
    <Link to={to} aria-label={label}>
      <Icon name={name} />
    </Link>
  );
}
