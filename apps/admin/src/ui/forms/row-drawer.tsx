// Create or edit one row: the edit sends only what changed, under the version that was read. When somebody else was
// faster, nothing typed is lost: both versions stand side by side and a person decides.
import { useState, type ReactNode } from 'react';
import type { FieldValues } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { Drawer } from '../drawer';
import { showToast } from '../toasts';
import { ConflictPanel, differences, type Difference } from './conflict-panel';
import { FormFrame } from './form-frame';
import { useUnsavedGuard } from './unsaved-guard';
import { showRefusal, useDtoForm, type DtoForm } from './use-dto-form';

interface Props<R extends { version: number }, F extends FieldValues, D extends object> {
  title: string;
  /** The row to edit, null to make one. */
  row: R | null;
  /** Of the row when editing, of the collection when creating. */
  path: string;
  /** How the row's route takes an edit; either way only what changed is sent. */
  method?: 'PATCH' | 'PUT';
  dto: new () => D;
  toForm: (row: R | null) => F;
  toBody: (values: F) => Record<string, unknown>;
  /** Names of the fields, for the comparison after a conflict. */
  labels: Partial<Record<keyof F, string>>;
  /** Values as they are shown there, where that is not what the form holds. */
  toShown?: (values: F) => F;
  submitLabel: string;
  onSaved: (row: R) => void | Promise<void>;
  onClose: () => void;
  children: (form: DtoForm<F, D>) => ReactNode;
}

function changed(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value)),
  );
}

export function RowDrawer<R extends { version: number }, F extends FieldValues, D extends object>(
  props: Props<R, F, D>,
) {
  const { title, row, path, method = 'PATCH', dto, toForm, toBody, labels, submitLabel } = props;
  const { onSaved, onClose, children, toShown = (values: F) => values } = props;
  const { t } = useTranslation();
  const form = useDtoForm<F, D>({ dto, values: toForm(row), toBody });
  const [base, setBase] = useState(row);
  const [conflict, setConflict] = useState<{ theirs: R; fields: Difference[] } | null>(null);
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);

  const save = async (onto: R | null) => {
    const body = toBody(form.getValues());
    const saved = onto
      ? await api<R>(method, path, { body: changed(toBody(toForm(onto)), body), version: onto.version })
      : await api<R>('POST', path, { body });
    showToast('ok', t('form.saved'));
    form.reset(form.getValues());
    await onSaved(saved);
    onClose();
  };
  const submit = async (onto: R | null) => {
    try {
      await save(onto);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'PRECONDITION_FAILED' && base))
        return showRefusal(form, error);
      const theirs = await api<R>('GET', path);
      const [before, now, mine] = [toForm(base), toForm(theirs), form.getValues()].map(toShown) as [F, F, F];
      setConflict({ theirs, fields: differences(labels, before, now, mine) });
    }
  };
  const settle = (theirs: R, keepMine: boolean) => {
    setConflict(null);
    setBase(theirs);
    if (keepMine) void submit(theirs);
    else form.reset(toForm(theirs));
  };

  return (
    <Drawer title={title} open onClose={guard.leave}>
      {conflict && (
        <ConflictPanel
          fields={conflict.fields}
          onTheirs={() => settle(conflict.theirs, false)}
          onMine={() => settle(conflict.theirs, true)}
        />
      )}
      <FormFrame form={form} onSubmit={() => submit(base)} submitLabel={submitLabel} onCancel={guard.leave}>
        {children(form)}
      </FormFrame>
      {guard.dialog}
    </Drawer>
  );
}
