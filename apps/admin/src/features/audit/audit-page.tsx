import { useMemo, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '@coffee/contract/audit';
import type { Query } from '../../api/client';
import { useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { Guarded } from '../../ui/guarded';
import { useListState, type ListState } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { instantsOf, type RangeValues } from '../../ui/range';
import { RangePicker } from '../../ui/range-picker';
import { ExportButton } from '../../ui/tasks/export-button';
import { AuditDrawer } from '../../ui/audit/audit-drawer';
import { AuditCard } from '../../ui/audit/audit-parts';
import { useAuditColumns } from './audit-columns';
import { AUDIT_LIST, useAuditFilters } from './audit-filters';
import { auditQuery } from './audit.queries';
import { VerificationPanel, VerifyButton } from './verification-panel';

export function AuditPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="audit.read" title={t('nav.audit')}>
      <AuditLog />
    </Guarded>
  );
}

function AuditLog() {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useListState(AUDIT_LIST);
  const { values, query: asked } = list;
  const instants = useMemo(() => instantsOf(values as RangeValues, format.zone), [values, format.zone]);
  const wanted = { ...asked, ...instants } as Query;
  const query = useQuery(auditQuery(wanted));
  const [shown, setShown] = useState<AuditEntry | null>(null);
  const columns = useAuditColumns(setShown);
  const pagination = query.data?.pagination;
  const count =
    pagination &&
    (pagination.total_is_estimate
      ? t('list.about', { total: format.number(pagination.total) })
      : format.number(pagination.total));
  return (
    <div className="page">
      <PageHeader
        title={t('nav.audit')}
        count={count}
        actions={<Actions query={wanted} pagination={pagination} />}
      />
      <VerificationPanel />
      <FilterBar list={list as unknown as ListState} filters={useAuditFilters()}>
        <RangePicker
          any={t('range.all')}
          value={values as RangeValues}
          onChange={(range) => list.set({ ...range })}
          zone={format.zone}
        />
      </FilterBar>
      <DataTable
        label={t('nav.audit')}
        columns={columns}
        query={query}
        list={list}
        rowKey={({ id }) => id}
        card={(entry) => <AuditCard entry={entry} onOpen={setShown} />}
        empty={<EmptyState icon="clock-history" title={t('audit.none')} text={t('audit.noneText')} />}
      />
      {shown && <AuditDrawer entry={shown} onClose={() => setShown(null)} />}
    </div>
  );
}

/** The chain spans all merchants: who sees one of them cannot verify it. */
function Actions(props: Omit<Parameters<typeof ExportButton>[0], 'list'>) {
  const { merchant_id } = useUser();
  return (
    <>
      <ExportButton list="audit" {...props} />
      {merchant_id === null && <VerifyButton />}
    </>
  );
}
