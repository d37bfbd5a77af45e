import { useTranslation } from 'react-i18next';
import { PasswordChange } from '@coffee/contract/auth';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { useRefreshSession } from '../../api/session';
import { FormFrame } from '../../ui/forms/form-frame';
import { PasswordField } from '../../ui/forms/inputs';
import { useUnsavedGuard } from '../../ui/forms/unsaved-guard';
import { showRefusal, useDtoForm } from '../../ui/forms/use-dto-form';
import { showToast } from '../../ui/toasts';

const EMPTY = { current_password: '', new_password: '' };

export function PasswordForm() {
  const { t } = useTranslation();
  const refreshSession = useRefreshSession();
  const form = useDtoForm({ dto: PasswordChange, values: EMPTY, toBody: (values) => values });
  const guard = useUnsavedGuard(form.formState.isDirty, () => undefined);
  const submit = async (body: PasswordChange) => {
    try {
      // A 401 here speaks of the password that was typed, not of the session.
      await api('POST', '/auth/password', { body, anonymous: true });
      form.reset(EMPTY);
      showToast('ok', t('profile.passwordChanged'));
      await refreshSession();
    } catch (error) {
      if (toApiError(error).status === 401) {
        form.setError('current_password', { type: 'isCurrentPassword', message: '' }, { shouldFocus: true });
      } else showRefusal(form, error);
    }
  };
  return (
    <>
      <FormFrame form={form} onSubmit={submit} submitLabel={t('profile.changePassword')}>
        <PasswordField
          form={form}
          name="current_password"
          label={t('profile.currentPassword')}
          autoComplete="current-password"
        />
        <PasswordField
          form={form}
          name="new_password"
          label={t('profile.newPassword')}
          hint={t('profile.passwordHint')}
          autoComplete="new-password"
        />
      </FormFrame>
      {guard.dialog}
    </>
  );
}
