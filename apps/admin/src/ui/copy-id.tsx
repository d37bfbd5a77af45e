import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon';

const SHOWN_MS = 1500;

export function CopyId({ value, label }: { value: string; label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <span className="copy-id above-link">
      <code>{value}</code>
      <button
        type="button"
        className="btn btn-quiet btn-icon btn-dense"
        aria-label={copied ? t('common.copied') : t('common.copy', { what: label })}
        onClick={() => void copy()}
      >
        <Icon name={copied ? 'check-lg' : 'copy'} />
      </button>
    </span>
  );
}
