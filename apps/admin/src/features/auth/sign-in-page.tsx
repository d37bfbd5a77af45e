import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { Login } from '@coffee/contract/auth';
import { toApiError } from '../../api/api-error';
import { queryKeys } from '../../api/query-keys';
import { sessionQuery, signIn } from '../../api/session';
import { useFormat } from '../../i18n/format';
import { FormFrame } from '../../ui/forms/form-frame';
import { PasswordField, TextField } from '../../ui/forms/inputs';
import { showRefusal, useDtoForm, type DtoForm } from '../../ui/forms/use-dto-form';
import { AuthFrame } from './auth-frame';

/** Only a path of this product: a link must not lead a person elsewhere after signing in. */
function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function SignInPage() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const { data } = useQuery({ ...sessionQuery, retry: false });
  if (data) return <Navigate to={next} replace />;
  return (
    <AuthFrame title={t('signIn.title')} lead={t('signIn.lead')} footer={t('signIn.help')}>
      <SignInForm next={next} />
    </AuthFrame>
  );
}

function SignInForm({ next }: { next: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const explain = useRefusal();
  const form = useDtoForm({
    dto: Login,
    values: { email: '', password: '' },
    toBody: ({ email, password }) => ({ email: email.trim(), password }),
  });
  const submit = async ({ email, password }: Login) => {
    try {
      client.setQueryData(queryKeys.session, await signIn(email, password));
      await navigate(next, { replace: true });
    } catch (error) {
      explain(form, error);
    }
  };
  return (
    <FormFrame form={form} onSubmit={submit} submitLabel={t('signIn.submit')} wide>
      <TextField
        form={form}
        name="email"
        type="email"
        inputMode="email"
        label={t('signIn.email')}
        autoComplete="username"
      />
      <PasswordField
        form={form}
        name="password"
        label={t('signIn.password')}
        autoComplete="current-password"
      />
    </FormFrame>
  );
}

/** Wrong credentials and throttling have words of their own here. */
function useRefusal() {
  const { t } = useTranslation();
  const format = useFormat();
  return (form: DtoForm<{ email: string; password: string }, Login>, error: unknown) => {
    const { code, status, retryAfterSeconds } = toApiError(error);
    if (status === 401) return form.setError('root', { type: 'WRONG_CREDENTIALS', message: '' });
    if (code === 'RATE_LIMITED' && retryAfterSeconds) {
      return form.setError('root', {
        type: code,
        message: t('signIn.retryAfter', { time: format.duration(retryAfterSeconds) }),
      });
    }
    return showRefusal(form, error);
  };
}
