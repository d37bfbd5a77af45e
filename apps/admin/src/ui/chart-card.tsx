import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from './card';
import { Icon } from './icon';

interface Props {
  title: string;
  /** Beside the switch. */
  actions?: ReactNode;
  chart: ReactNode;
  table: ReactNode;
  /** Nothing to show yet, or nothing at all: shown instead of both. */
  instead?: ReactNode;
}

/** A chart that can be read as a table. */
export function ChartCard({ title, actions, chart, table, instead }: Props) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  return (
    <Card
      title={title}
      actions={
        <span className="row-gap">
          {actions}
          <button
            type="button"
            className="btn btn-quiet btn-icon btn-dense"
            aria-pressed={asTable}
            aria-label={`${title}: ${t('chart.asTable')}`}
            title={t('chart.asTable')}
            onClick={() => setAsTable(!asTable)}
          >
            <Icon name={asTable ? 'bar-chart' : 'table'} />
          </button>
        </span>
      }
    >
      <div className="chart-box">{instead ?? (asTable ? table : chart)}</div>
    </Card>
  );
}
