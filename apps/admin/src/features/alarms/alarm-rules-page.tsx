import { useState } from 'react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { AlarmRule, AlarmRules } from '@coffee/contract/alarm-rules';
import { api } from '../../api/client';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { useUser } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { SeverityBadge } from '../../ui/alarms/alarm-words';
import { DataTable, type Column } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Guarded } from '../../ui/guarded';
import { withChange } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { RowButton } from '../../ui/row-button';
import { Badge } from '../../ui/status-mark';
import { AlarmRuleDrawer } from './alarm-rule-drawer';

const rulesQuery = (merchantId: number | null) =>
  queryOptions({
    queryKey: queryKeys.alarmRules.of(merchantId),
    queryFn: ({ signal }) =>
      api<AlarmRules>('GET', '/alarm_rules', { query: { merchant_id: merchantId }, signal }),
    select: ({ rules }) => ({ items: rules }),
  });

export function AlarmRulesPage() {
  const { t } = useTranslation();
  return (
    <Guarded permission="alarm_rules.manage" title={t('nav.alarmRules')}>
      <Rules />
    </Guarded>
  );
}

function Rules() {
  const { t } = useTranslation();
  const { merchant_id: own } = useUser();
  const [search] = useSearchParams();
  const asked = Number(/^[1-9]\d{0,9}$/.exec(search.get('merchant_id') ?? '')?.[0] ?? 0);
  const merchantId = own ?? (asked > 0 ? asked : null);
  const query = useQuery(rulesQuery(merchantId));
  const [editing, setEditing] = useState<AlarmRule | null>(null);
  const columns = useColumns(setEditing);
  return (
    <div className="page">
      <PageHeader title={t('nav.alarmRules')} />
      <p className="meta">{t('alarmRules.lead')}</p>
      {own === null && <MerchantChoice merchantId={merchantId} />}
      <DataTable
        label={t('nav.alarmRules')}
        columns={columns}
        query={query}
        rowKey={({ type }) => type}
        card={(rule) => <RuleCard rule={rule} onOpen={setEditing} />}
        empty={<EmptyState icon="sliders" title={t('common.none')} />}
      />
      {editing && <AlarmRuleDrawer rule={editing} merchantId={merchantId} onClose={() => setEditing(null)} />}
    </div>
  );
}

/** Whose rules are shown is part of the address. */
function MerchantChoice({ merchantId }: { merchantId: number | null }) {
  const { t } = useTranslation();
  const [, setSearch] = useSearchParams();
  const merchants = useMerchantOptions();
  return (
    <div className="filter-bar">
      <select
        className="form-select range-select"
        aria-label={t('devices.merchant')}
        value={merchantId ?? ''}
        onChange={({ target }) => setSearch((now) => withChange(now, { merchant_id: target.value }))}
      >
        <option value="">{t('alarmRules.allMerchants')}</option>
        {merchants.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function useLimits(): (rule: AlarmRule) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return ({ type, threshold_low: low, threshold_high: high, hysteresis }) => {
    if (type === 'temperature') {
      const degrees = (value: number | null) => (value === null ? '–' : format.unit(value, 'celsius'));
      return t('alarmRules.range', { low: degrees(low), high: degrees(high) });
    }
    if (type === 'material_low')
      return t('alarmRules.back', { share: format.percent((hysteresis ?? 0) / 100) });
    return '–';
  };
}

function useColumns(onOpen: (rule: AlarmRule) => void): Column<AlarmRule>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const limits = useLimits();
  return [
    {
      key: 'type',
      wide: true,
      header: t('alarms.type'),
      cell: (rule) => <RowButton row={rule} label={t(`alarmType.${rule.type}`)} onOpen={onOpen} />,
    },
    {
      key: 'severity',
      header: t('alarms.severity'),
      cell: ({ enabled, severity }) =>
        enabled ? <SeverityBadge severity={severity} /> : <Badge tone="neutral">{t('alarmRules.off')}</Badge>,
    },
    {
      key: 'raise',
      header: t('alarmRules.raiseDelay'),
      end: true,
      cell: ({ raise_delay_seconds }) => format.duration(raise_delay_seconds),
    },
    {
      key: 'clear',
      header: t('alarmRules.clearDelay'),
      end: true,
      cell: ({ clear_delay_seconds }) => format.duration(clear_delay_seconds),
    },
    { key: 'limits', header: t('alarmRules.limits'), cell: (rule) => limits(rule) },
    {
      key: 'source',
      header: t('alarmRules.source'),
      cell: ({ source }) => <span className="meta">{t(`alarmRules.from.${source}`)}</span>,
    },
  ];
}

function RuleCard({ rule, onOpen }: { rule: AlarmRule; onOpen: (rule: AlarmRule) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const limits = useLimits();
  return (
    <>
      <div className="row-card-head">
        <RowButton row={rule} label={t(`alarmType.${rule.type}`)} onOpen={onOpen} />
        {rule.enabled ? (
          <SeverityBadge severity={rule.severity} />
        ) : (
          <Badge tone="neutral">{t('alarmRules.off')}</Badge>
        )}
      </div>
      <div className="row-card-facts">
        <span>
          {t('alarmRules.raiseDelay')} {format.duration(rule.raise_delay_seconds)}
        </span>
        <span>
          {t('alarmRules.clearDelay')} {format.duration(rule.clear_delay_seconds)}
        </span>
        <span>{limits(rule)}</span>
        <span>{t(`alarmRules.from.${rule.source}`)}</span>
      </div>
    </>
  );
}
