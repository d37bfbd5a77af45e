import { useTranslation } from 'react-i18next';

export interface ChartRow {
  key: string;
  label: string;
  value: number | null;
  /** The value in the reader's words. */
  text: string;
}

/** What a chart shows, for those who would rather read it. */
export function ChartTable({ label, head, rows }: { label: string; head: string; rows: ChartRow[] }) {
  const { t } = useTranslation();
  return (
    <div className="chart-table" role="region" aria-label={label} tabIndex={0}>
      <table className="data-table">
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col" className="end">
              {t('chart.value')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, label: name, text }) => (
            <tr key={key}>
              <td>{name}</td>
              <td className="end">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
