import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { DEVICE_PACKAGE_SORTS, INSTALL_STATES, type PackageDetail } from '@coffee/contract/packages';
import { useMay } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { Card } from '../../ui/card';
import { ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { Icon } from '../../ui/icon';
import { useListState, type ListSchema } from '../../ui/list-state';
import { PageHeader } from '../../ui/page-header';
import { ScopeLink } from '../../ui/scope-link';
import { SegmentedBar } from '../../ui/segmented-bar';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { DevicePackageTable } from './device-package-table';
import { packageDevicesQuery, packageQuery } from './packages.queries';
import { RollbackDialog } from './rollback-dialog';

const FIELDS = { state: { kind: 'many', values: INSTALL_STATES }, query: { kind: 'text' } } as const;
const SCHEMA: ListSchema<typeof FIELDS> = {
  fields: FIELDS,
  sorts: DEVICE_PACKAGE_SORTS,
  defaultSort: 'device_id',
};

export function PackagePage() {
  const { t } = useTranslation();
  const { packageId = '' } = useParams();
  const { data, error, refetch } = useQuery(packageQuery(packageId));
  return (
    <div className="page">
      <PageHeader
        title={data?.name ?? t('packages.one')}
        parents={[{ label: t('nav.packages'), to: '/packages' }]}
        beside={data && <code>{data.version}</code>}
        actions={data && <Actions item={data} />}
      />
      {error && !data && (
        <div className="card-box">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {!error && !data && <SkeletonLines count={8} />}
      {data && (
        <>
          <div className="detail">
            <div className="stack">
              <Coverage item={data} />
              <Contents item={data} />
            </div>
            <About item={data} />
          </div>
          <Machines item={data} />
        </>
      )}
    </div>
  );
}

function Actions({ item }: { item: PackageDetail }) {
  const { t } = useTranslation();
  const maySend = useMay('commands.send');
  const [isAsking, setAsking] = useState(false);
  const { previous } = item;
  return (
    <>
      <a className="btn btn-plain" href={`/api/v1/packages/${item.package_id}/download`} download>
        <Icon name="cloud-arrow-down" />
        {t('packages.download')}
      </a>
      {maySend && previous && (
        <button type="button" className="btn btn-plain btn-link-danger" onClick={() => setAsking(true)}>
          <Icon name="arrow-repeat" />
          {t('packages.rollback')}
        </button>
      )}
      {maySend && (
        <ScopeLink className="btn btn-primary" to={`/dispatch/new?type=upgrade&package=${item.package_id}`}>
          <Icon name="send" />
          {t('packages.dispatch')}
        </ScopeLink>
      )}
      {isAsking && previous && (
        <RollbackDialog item={item} previous={previous} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function Coverage({ item }: { item: PackageDetail }) {
  const { t } = useTranslation();
  const { coverage } = item;
  const to = (state: string) => `/packages/${item.package_id}?state=${state}`;
  return (
    <Card title={t('packages.coverage')}>
      <SegmentedBar
        label={t('packages.coverage')}
        segments={[
          {
            key: 'installed',
            label: t('installState.installed'),
            value: coverage.installed,
            tone: 'ok',
            to: to('installed'),
          },
          {
            key: 'pending',
            label: t('installState.pending'),
            value: coverage.pending,
            tone: 'busy',
            to: to('pending'),
          },
          {
            key: 'failed',
            label: t('installState.failed'),
            value: coverage.failed,
            tone: 'critical',
            to: to('failed'),
          },
        ]}
      />
    </Card>
  );
}

interface PackedRecipe {
  recipe_id: number;
  product_id: number;
  version: string;
  name: string;
  price: number | null;
}

function Contents({ item }: { item: PackageDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const recipes = item.manifest['recipes'] as PackedRecipe[] | undefined;
  if (!recipes) return null;
  return (
    <Card title={t('packages.recipes')}>
      <ul className="plain-list">
        {recipes.map(({ recipe_id, product_id, version, name, price }) => (
          <li key={recipe_id} className="row-gap">
            <code>{product_id}</code>
            <ScopeLink to={`/recipes/${recipe_id}`}>{name}</ScopeLink>
            <span className="meta">{version}</span>
            <span className="meta">{price === null ? t('recipes.notForSale') : format.price(price)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function About({ item }: { item: PackageDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fileName = item.manifest['file_name'];
  return (
    <Card title={t('common.details')}>
      <Facts
        list
        facts={[
          { label: t('packages.type'), value: t(`packageType.${item.type}`) },
          { label: t('packages.models'), value: item.compatibility.join(', ') || t('packages.allModels') },
          { label: t('packages.size'), value: format.unit(item.size / 1000, 'kilobyte') },
          ...(typeof fileName === 'string' ? [{ label: t('packages.file'), value: fileName }] : []),
          { label: t('commands.by'), value: item.created_by },
          { label: t('common.created'), value: <TimeText at={item.created_at} mode="full" /> },
          {
            label: t('packages.previous'),
            value: item.previous && (
              <ScopeLink to={`/packages/${item.previous.package_id}`}>{item.previous.version}</ScopeLink>
            ),
          },
          { label: t('packages.md5'), value: <code>{item.md5}</code> },
          { label: t('packages.sha256'), value: <code className="break-all">{item.sha256}</code> },
        ]}
      />
    </Card>
  );
}

function Machines({ item }: { item: PackageDetail }) {
  const { t } = useTranslation();
  const list = useListState(SCHEMA);
  const query = useQuery(packageDevicesQuery(item.package_id, list.query, item.coverage.pending > 0));
  return (
    <section className="stack">
      <h2>{t('packages.machines')}</h2>
      <DevicePackageTable
        label={t('packages.machines')}
        query={query}
        list={list}
        empty={{ title: t('packages.noMachines'), text: t('packages.noMachinesText') }}
      />
    </section>
  );
}
