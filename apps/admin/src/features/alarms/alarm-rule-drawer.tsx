import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AlarmRuleChange, type AlarmRule, type AlarmRules } from '@coffee/contract/alarm-rules';
import { ALARM_SEVERITIES } from '@coffee/contract/alarms';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { Drawer } from '../../ui/drawer';
import { FormFrame } from '../../ui/forms/form-frame';
import { CheckField, SelectField, TextField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { showRefusal, toNumber, useDtoForm, type DtoForm } from '../../ui/forms/use-dto-form';
import { showToast } from '../../ui/toasts';

const textOf = (value: number | null): string => (value === null ? '' : String(value));

const toForm = (rule: AlarmRule) => ({
  enabled: rule.enabled,
  severity: rule.severity as string,
  raise_delay_seconds: String(rule.raise_delay_seconds),
  clear_delay_seconds: String(rule.clear_delay_seconds),
  threshold_low: textOf(rule.threshold_low),
  threshold_high: textOf(rule.threshold_high),
  hysteresis: textOf(rule.hysteresis),
});
type Values = ReturnType<typeof toForm>;

interface Props {
  rule: AlarmRule;
  merchantId: number | null;
  onClose: () => void;
}

export function AlarmRuleDrawer({ rule, merchantId, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useDtoForm<Values, AlarmRuleChange>({
    dto: AlarmRuleChange,
    values: toForm(rule),
    toBody: (values) => ({
      type: rule.type,
      enabled: values.enabled,
      severity: values.severity,
      raise_delay_seconds: toNumber(values.raise_delay_seconds) ?? '',
      clear_delay_seconds: toNumber(values.clear_delay_seconds) ?? '',
      threshold_low: toNumber(values.threshold_low),
      threshold_high: toNumber(values.threshold_high),
      hysteresis: toNumber(values.hysteresis),
    }),
  });
  const guard = useUnsavedGuard(form.formState.isDirty, onClose);
  const submit = async (body: AlarmRuleChange) => {
    try {
      await api<AlarmRules>('PUT', '/alarm_rules', { body: { merchant_id: merchantId, rules: [body] } });
      form.reset(form.getValues());
      showToast('ok', t('alarmRules.saved'));
      await client.invalidateQueries({ queryKey: queryKeys.alarmRules.all });
      onClose();
    } catch (error) {
      showRefusal(form, error);
    }
  };
  const title = t(`alarmType.${rule.type}`);
  return (
    <Drawer title={title} open onClose={guard.leave}>
      <p className="meta">{t(merchantId === null ? 'alarmRules.forAll' : 'alarmRules.forOne')}</p>
      <FormFrame form={form} onSubmit={submit} submitLabel={t('alarmRules.save')} onCancel={guard.leave}>
        <Fields rule={rule} form={form} />
      </FormFrame>
      {guard.dialog}
    </Drawer>
  );
}

function Fields({ rule, form }: { rule: AlarmRule; form: DtoForm<Values, AlarmRuleChange> }) {
  const { t } = useTranslation();
  const isTemperature = rule.type === 'temperature';
  const severities = ALARM_SEVERITIES.map((value) => ({ value, label: t(`alarmSeverity.${value}`) }));
  return (
    <>
      <CheckField form={form} name="enabled" label={t('alarmRules.enabled')} />
      <SelectField form={form} name="severity" label={t('alarms.severity')} options={severities} />
      <TextField
        form={form}
        name="raise_delay_seconds"
        inputMode="numeric"
        label={t('alarmRules.raiseSeconds')}
        hint={t('alarmRules.raiseHint')}
      />
      <TextField
        form={form}
        name="clear_delay_seconds"
        inputMode="numeric"
        label={t('alarmRules.clearSeconds')}
        hint={t('alarmRules.clearHint')}
      />
      {isTemperature && (
        <>
          <TextField
            form={form}
            name="threshold_low"
            inputMode="decimal"
            label={t('alarmRules.low')}
            optional
          />
          <TextField
            form={form}
            name="threshold_high"
            inputMode="decimal"
            label={t('alarmRules.high')}
            optional
          />
        </>
      )}
      {(isTemperature || rule.type === 'material_low') && (
        <TextField
          form={form}
          name="hysteresis"
          inputMode="decimal"
          label={t(isTemperature ? 'alarmRules.hysteresisDegrees' : 'alarmRules.hysteresisPercent')}
          hint={t('alarmRules.hysteresisHint')}
          optional
        />
      )}
    </>
  );
}
