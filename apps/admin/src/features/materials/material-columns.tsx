import { useTranslation } from 'react-i18next';
import { UNKNOWN_TYPE, type Material } from '@coffee/contract/materials';
import { useFormat } from '../../i18n/format';
import { useOpenWord } from '../../i18n/open-word';
import type { Column } from '../../ui/data-table';
import { Progress } from '../../ui/progress';
import { RowButton } from '../../ui/row-button';
import { Badge } from '../../ui/status-mark';
import { MaterialActs } from './material-acts';

export interface MaterialOpeners {
  /** Null for those who may not. */
  onEdit: ((material: Material) => void) | null;
  onUsage: (material: Material) => void;
}

export function MaterialType({ material: { type } }: { material: Material }) {
  const word = useOpenWord();
  const name = word('materialType', type);
  return type === UNKNOWN_TYPE ? <Badge tone="minor">{name}</Badge> : <span>{name}</span>;
}

function MaterialState({ material: { enabled } }: { material: Material }) {
  const { t } = useTranslation();
  return (
    <Badge tone={enabled ? 'ok' : 'neutral'}>
      {enabled ? t('materials.enabled') : t('materials.disabled')}
    </Badge>
  );
}

function Cost({ material: { cost_per_1000: cost, unit } }: { material: Material }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (cost === null) return <span className="muted">–</span>;
  return (
    <span>
      {format.price(cost)} <span className="cell-sub">{t('materials.per', { unit })}</span>
    </span>
  );
}

/** In how many bins it is; opens where. */
function UsageButton({ material, onUsage }: { material: Material; onUsage: MaterialOpeners['onUsage'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bins = 0, low_bins: low = 0 } = material.usage ?? {};
  const label =
    bins === 0 ? t('materials.noBins') : t('materials.bins', { count: bins, total: format.number(bins) });
  return (
    <button type="button" className="btn btn-quiet btn-dense btn-flush" onClick={() => onUsage(material)}>
      <span className="visually-hidden">{`${t('materials.usage')}: ${material.name}, `}</span>
      {label}
      {low > 0 && <Badge tone="minor">{t('materials.low', { count: low, total: format.number(low) })}</Badge>}
    </button>
  );
}

function Level({ material }: { material: Material }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { capacity = 0, remaining = 0 } = material.usage ?? {};
  if (capacity <= 0) return <span className="muted">–</span>;
  return (
    <>
      <Progress label={t('materials.remaining')} percent={(remaining / capacity) * 100} tone="busy" />
      <span className="cell-sub">
        {t('materials.levelOf', {
          remaining: format.number(Math.round(remaining)),
          capacity: format.number(Math.round(capacity)),
          unit: material.unit,
        })}
      </span>
    </>
  );
}

export function useMaterialColumns({ onEdit, onUsage }: MaterialOpeners): Column<Material>[] {
  const { t } = useTranslation();
  const actions: Column<Material> = {
    key: 'actions',
    header: t('common.actions'),
    end: true,
    cell: (material) => <MaterialActs material={material} />,
  };
  return [
    {
      key: 'name',
      wide: true,
      header: t('common.name'),
      sort: 'name',
      cell: (material) => <RowButton row={material} label={material.name} onOpen={onEdit} />,
    },
    { key: 'code', header: t('materials.code'), sort: 'code', cell: ({ code }) => <code>{code}</code> },
    {
      key: 'type',
      header: t('materials.type'),
      sort: 'type',
      cell: (material) => <MaterialType material={material} />,
    },
    { key: 'cost', header: t('materials.cost'), end: true, cell: (material) => <Cost material={material} /> },
    {
      key: 'usage',
      header: t('materials.usage'),
      cell: (material) => <UsageButton material={material} onUsage={onUsage} />,
    },
    {
      key: 'level',
      extra: true,
      header: t('materials.remaining'),
      cell: (material) => <Level material={material} />,
    },
    { key: 'state', header: t('common.status'), cell: (material) => <MaterialState material={material} /> },
    ...(onEdit ? [actions] : []),
  ];
}

export function MaterialCard({ material, onEdit, onUsage }: MaterialOpeners & { material: Material }) {
  return (
    <>
      <div className="row-card-head">
        <RowButton row={material} label={material.name} onOpen={onEdit} />
        <MaterialState material={material} />
      </div>
      <div className="row-card-facts">
        <code>{material.code}</code>
        <MaterialType material={material} />
        <Cost material={material} />
      </div>
      <Level material={material} />
      <div className="row-card-head">
        <UsageButton material={material} onUsage={onUsage} />
        {onEdit && <MaterialActs material={material} />}
      </div>
    </>
  );
}
