import Dropdown from 'react-bootstrap/Dropdown';
import { useTranslation } from 'react-i18next';
import { MATERIAL_FORMATS } from '@coffee/contract/materials';
import { useMay } from '../../api/session';
import { Icon } from '../../ui/icon';
import { exportPath } from './materials.queries';

/** The whole dictionary as a file; with what the bins hold where that is wanted. */
export function ExportMenu() {
  const { t, i18n } = useTranslation();
  if (!useMay('orders.export')) return null;
  const choices = MATERIAL_FORMATS.flatMap((format) =>
    [false, true].map((usage) => ({
      key: `${format} ${usage}`,
      label: t(usage ? 'materials.exportUsage' : 'materials.exportPlain', { format: format.toUpperCase() }),
      path: exportPath({ format, language: i18n.language, ...(usage ? { include_usage_stats: true } : {}) }),
    })),
  );
  return (
    <Dropdown align="end">
      <Dropdown.Toggle bsPrefix="btn btn-plain dropdown-toggle" as="button" type="button">
        <Icon name="cloud-arrow-down" />
        {t('exports.export')}
      </Dropdown.Toggle>
      <Dropdown.Menu>
        {choices.map(({ key, label, path }) => (
          <Dropdown.Item key={key} href={path} download>
            {label}
          </Dropdown.Item>
        ))}
      </Dropdown.Menu>
    </Dropdown>
  );
}
