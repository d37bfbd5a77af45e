import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPORT_FIELDS, type ImportField, type ImportMapping } from '@coffee/contract/import-mapping';
import type { ImportColumn } from '@coffee/contract/materials';
import { Card } from '../../ui/card';
import { Field } from '../../ui/forms/field';
import { Notice } from '../../ui/notice';
import { FilePicker } from './file-picker';
import { useFieldName } from './field-name';
import { draftOf, type Problems, problemsOf, timesOf } from './import-mapping';
import type { Import } from './use-import';

interface Props {
  state: Import;
  columns: readonly ImportColumn[];
}

/** A person says what the columns are that the server does not know. */
export function ColumnsStep({ state, columns }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(columns, state.check.mapping));
  const problems = problemsOf(draft);
  const isComplete = problems.missing.length + problems.twice.length === 0;
  const distinct = columns.filter(
    ({ header }, at) => columns.findIndex((column) => column.header === header) === at,
  );
  return (
    <Card title={t('materials.import.columnsOf', { name: state.file?.name })}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) state.map(columns, draft);
        }}
      >
        <p className="mb-0">{t('materials.import.columnsText')}</p>
        <div className="import-columns">
          {distinct.map((column) => (
            <ColumnField
              key={column.header}
              column={column}
              times={timesOf(columns, column.header)}
              draft={draft}
              onChoose={(field) => setDraft({ ...draft, [column.header]: field })}
            />
          ))}
        </div>
        <div role="status" id={id}>
          {!isComplete && <ProblemsNotice problems={problems} />}
        </div>
        <div className="row-gap align-items-end">
          <button type="submit" className="btn btn-primary" disabled={!isComplete} aria-describedby={id}>
            {t('materials.import.checkColumns')}
          </button>
          <FilePicker small onFile={state.take} />
        </div>
      </form>
    </Card>
  );
}

interface ColumnProps {
  column: ImportColumn;
  times: number;
  draft: ImportMapping;
  onChoose: (field: ImportField | null) => void;
}

function ColumnField({ column: { header, suggestion }, times, draft, onChoose }: ColumnProps) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const chosen = draft[header] ?? null;
  const isSuggested = suggestion !== null && chosen === suggestion;
  const hint =
    times > 1
      ? t('materials.import.sameName', { count: times })
      : isSuggested
        ? t('materials.import.suggested')
        : undefined;
  return (
    <Field label={header} hint={hint}>
      {(ids) => (
        <select
          {...ids}
          className="form-select"
          disabled={times > 1}
          value={chosen ?? ''}
          onChange={({ target }) => onChoose(IMPORT_FIELDS.find((field) => field === target.value) ?? null)}
        >
          <option value="">{t('materials.import.leaveOut')}</option>
          {IMPORT_FIELDS.map((field) => (
            <option key={field} value={field}>
              {fieldName(field)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ProblemsNotice({ problems: { missing, twice } }: { problems: Problems }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const names = (fields: ImportField[]) => fields.map(fieldName).join(', ');
  return (
    <Notice tone="minor">
      {missing.length > 0 && <div>{t('materials.import.missing', { fields: names(missing) })}</div>}
      {twice.length > 0 && <div>{t('materials.import.twice', { fields: names(twice) })}</div>}
    </Notice>
  );
}
