import { useTranslation } from 'react-i18next';
import type { FieldError } from 'react-hook-form';
import { Card } from '../../ui/card';
import { useDeviceFilters } from '../../ui/devices/device-filters';
import { FilterBar } from '../../ui/filter-bar';
import { Field } from '../../ui/forms/field';
import type { ListState } from '../../ui/list-state';
import { Notice } from '../../ui/notice';
import { PreviewPanel } from './preview-panel';
import type { Dispatch } from './use-dispatch';

export function WizardWho({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { target, setBy, preview } = dispatch;
  return (
    <div className="detail">
      <Card title={t('dispatch.who')}>
        <div className="form-grid">
          <div className="segmented" role="group" aria-label={t('dispatch.who')}>
            {(['filter', 'ids'] as const).map((by) => (
              <button key={by} type="button" aria-pressed={target.by === by} onClick={() => setBy(by)}>
                {t(`dispatch.by.${by}`)}
              </button>
            ))}
          </div>
          {target.by === 'filter' ? <ByFilter dispatch={dispatch} /> : <ByIds dispatch={dispatch} />}
        </div>
      </Card>
      <PreviewPanel query={preview.query} />
    </div>
  );
}

function ByFilter({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { list } = dispatch;
  const filters = useDeviceFilters(list.values.merchant_id);
  return (
    <>
      <FilterBar list={list as unknown as ListState} filters={filters} searchLabel={t('devices.search')} />
      {!list.hasFilters && <Notice tone="minor">{t('dispatch.everyMachine')}</Notice>}
      <p className="field-hint">{t('dispatch.filterHint')}</p>
    </>
  );
}

function ByIds({ dispatch }: { dispatch: Dispatch }) {
  const { t } = useTranslation();
  const { form } = dispatch;
  const error = form.formState.errors.device_ids as FieldError | undefined;
  return (
    <Field label={t('dispatch.ids')} hint={t('dispatch.idsHint')} error={error}>
      {(ids) => (
        <textarea
          {...ids}
          {...form.register('device_ids')}
          rows={8}
          spellCheck={false}
          className={`form-control mono ${error ? 'is-invalid' : ''}`}
        />
      )}
    </Field>
  );
}
