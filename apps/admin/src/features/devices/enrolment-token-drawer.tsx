import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { CreateEnrolmentToken, type NewEnrolmentToken } from '@coffee/contract/devices';
import { api } from '../../api/client';
import { useMerchantOptions } from '../../api/lookups';
import { queryKeys } from '../../api/query-keys';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { SelectField, TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { orNull, showRefusal, toNumber, useDtoForm } from '../../ui/forms/use-dto-form';
import { MadeToken } from './made-token';

const DAY_SECONDS = 86_400;
const LIFETIMES = [1, 7, 30, 90, 365] as const;

/** Makes a token. Its secret is in the answer and never again. */
export function EnrolmentTokenDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<NewEnrolmentToken | null>(null);
  return made ? (
    <Drawer title={t('enrolment.madeTitle')} open onClose={onClose}>
      <MadeToken token={made} onDone={onClose} />
    </Drawer>
  ) : (
    <TokenForm onMade={setMade} onClose={onClose} />
  );
}

function TokenForm({ onMade, onClose }: { onMade: (token: NewEnrolmentToken) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const merchants = useMerchantOptions();
  const form = useDtoForm({
    dto: CreateEnrolmentToken,
    values: { merchant_id: '', uses: '1', ttl_seconds: String(7 * DAY_SECONDS), note: '' },
    toBody: (values) => ({
      merchant_id: toNumber(values.merchant_id),
      uses: toNumber(values.uses),
      ttl_seconds: Number(values.ttl_seconds),
      note: orNull(values.note),
    }),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const submit = async (body: CreateEnrolmentToken) => {
    try {
      const token = await api<NewEnrolmentToken>('POST', '/enrolment_tokens', { body });
      form.reset(form.getValues());
      await client.invalidateQueries({ queryKey: queryKeys.enrolmentTokens.all });
      onMade(token);
    } catch (error) {
      showRefusal(form, error);
    }
  };
  return (
    <Drawer title={t('enrolment.add')} open onClose={guard.leave}>
      <FormFrame form={form} onSubmit={submit} submitLabel={t('enrolment.create')} onCancel={guard.leave}>
        <SelectField
          form={form}
          name="merchant_id"
          label={t('devices.merchant')}
          hint={t('enrolment.merchantHint')}
          options={merchants}
        />
        <div className="form-cols">
          <TextField
            form={form}
            name="uses"
            inputMode="numeric"
            label={t('enrolment.uses')}
            hint={t('enrolment.usesHint')}
          />
          <SelectField
            form={form}
            name="ttl_seconds"
            label={t('enrolment.lifetime')}
            options={LIFETIMES.map((days) => ({
              value: days * DAY_SECONDS,
              label: t('telemetry.days', { count: days }),
            }))}
          />
        </div>
        <TextField
          form={form}
          name="note"
          label={t('enrolment.note')}
          hint={t('enrolment.noteHint')}
          optional
        />
      </FormFrame>
      {guard.dialog}
    </Drawer>
  );
}
