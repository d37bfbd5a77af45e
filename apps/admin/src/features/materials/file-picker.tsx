import { useId, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  onFile: (file: File) => void;
  /** A button alone, for another try. */
  small?: boolean;
}

/** The wire's own words: in either language. */
const HEADER = 'code,name,type,unit,density,cost_per_1000,enabled';
const KINDS = '.csv,.txt,.xlsx,text/csv';

/** By the button or by dropping it. The input itself stays in reach of keyboard and screen reader. */
export function FilePicker({ onFile, small = false }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  const input = (
    <input
      id={id}
      type="file"
      accept={KINDS}
      className="form-control"
      aria-describedby={small ? undefined : `${id}-hint`}
      onChange={(event) => {
        const file = event.target.files?.[0];
        // The same file may be chosen again after it was mended.
        event.target.value = '';
        if (file) onFile(file);
      }}
    />
  );
  if (small) {
    return (
      <div className="field">
        <label htmlFor={id}>{t('materials.import.other')}</label>
        {input}
      </div>
    );
  }
  return (
    <div
      className={`drop-zone ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <div className="field">
        <label htmlFor={id}>{t('materials.import.file')}</label>
        {input}
        <span id={`${id}-hint`} className="field-hint">
          {t('materials.import.fileHint')}
        </span>
      </div>
      <p className="meta mb-0">{t('materials.import.columns')}</p>
      <code className="import-header">{HEADER}</code>
    </div>
  );
}
