import { useId, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { UPLOADED_TYPES, UploadPackage, type Package } from '@coffee/contract/packages';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { SelectField, TextField } from '../../ui/forms/inputs';
import { showRefusal, useDtoForm } from '../../ui/forms/use-dto-form';
import { useScopedPath } from '../../ui/scope-link';
import { StatusMark } from '../../ui/status-mark';
import { showToast } from '../../ui/toasts';
import { modelsOf } from './models';

/** Firmware or resources, as a file. */
export function UploadDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const scoped = useScopedPath();
  const fileId = useId();
  const [file, setFile] = useState<File | null>(null);
  const [fault, setFault] = useState<'missing' | 'format' | null>(null);
  const form = useDtoForm({
    dto: UploadPackage,
    values: { name: '', version: '', type: 'firmware', compatibility: '' },
    toBody: ({ name, version, type, compatibility }) => ({
      name: name.trim(),
      version: version.trim(),
      type,
      compatibility: modelsOf(compatibility),
    }),
  });
  const upload = async (fields: UploadPackage) => {
    if (!file) return setFault('missing');
    const body = new FormData();
    body.set('name', fields.name);
    body.set('version', fields.version);
    body.set('type', fields.type);
    if (fields.compatibility?.length) body.set('compatibility', fields.compatibility.join(','));
    body.set('file', file);
    try {
      const made = await api<Package>('POST', '/packages', { body });
      showToast('ok', t('packages.made', { name: made.name, version: made.version }));
      await client.invalidateQueries({ queryKey: queryKeys.packages.all });
      void navigate(scoped(`/packages/${made.package_id}`));
    } catch (error) {
      if (toApiError(error).issues.some(({ field }) => field === 'file')) setFault('format');
      else showRefusal(form, error);
    }
  };
  return (
    <Drawer open title={t('packages.upload')} onClose={onClose}>
      <FormFrame form={form} onSubmit={upload} submitLabel={t('packages.uploadIt')} onCancel={onClose}>
        <SelectField
          form={form}
          name="type"
          label={t('packages.type')}
          options={UPLOADED_TYPES.map((value) => ({ value, label: t(`packageType.${value}`) }))}
        />
        <TextField form={form} name="name" label={t('common.name')} hint={t('packages.nameHint')} />
        <TextField
          form={form}
          name="version"
          label={t('packages.version')}
          hint={t('packages.versionHint')}
        />
        <div className="field">
          <label htmlFor={fileId}>{t('packages.file')}</label>
          <input
            id={fileId}
            type="file"
            className="form-control"
            aria-describedby={`${fileId}-hint`}
            onChange={(event) => {
              setFault(null);
              setFile(event.target.files?.[0] ?? null);
            }}
          />
          <span id={`${fileId}-hint`} className="field-hint">
            {t('packages.fileHint')}
          </span>
          {fault && (
            <span className="field-error" role="alert">
              <StatusMark tone="critical" />
              {t(`packages.fileFault.${fault}`)}
            </span>
          )}
        </div>
        <TextField
          form={form}
          name="compatibility"
          label={t('packages.models')}
          hint={t('packages.modelsHint')}
          optional
        />
      </FormFrame>
    </Drawer>
  );
}
