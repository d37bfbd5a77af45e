import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { AcceptInvitation, type InvitationFacts } from '@coffee/contract/users';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { signIn } from '../../api/session';
import { EmptyState, ErrorState } from '../../ui/empty-state';
import { Facts } from '../../ui/facts';
import { FormFrame } from '../../ui/forms/form-frame';
import { PasswordField } from '../../ui/forms/inputs';
import { showRefusal, useDtoForm } from '../../ui/forms/use-dto-form';
import { SkeletonLines } from '../../ui/skeleton';
import { TimeText } from '../../ui/time-text';
import { showToast } from '../../ui/toasts';
import { AuthFrame } from './auth-frame';

/** Behind the link that an administrator made. The secret stands after `#`: it never left this browser before. */
export function InvitePage() {
  const { t } = useTranslation();
  const token = useLocation().hash.slice(1);
  const { data, error, refetch } = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api<InvitationFacts>('POST', '/invitations/lookup', { body: { token }, anonymous: true }),
    retry: false,
    staleTime: Infinity,
  });
  const isOver = error !== null && toApiError(error).status === 404;
  return (
    <AuthFrame
      title={t('invite.title')}
      lead={data && t(`invite.${data.purpose}`, { name: data.name })}
      footer={
        data && (
          <>
            {t('invite.until')} <TimeText at={data.expires_at} mode="full" />
          </>
        )
      }
    >
      {isOver && (
        <EmptyState
          icon="key"
          title={t('invite.over')}
          text={t('invite.overText')}
          action={
            <Link className="btn btn-plain" to="/sign-in">
              {t('invite.toSignIn')}
            </Link>
          }
        />
      )}
      {error && !isOver && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <SkeletonLines count={4} />}
      {data && <PasswordPart token={token} facts={data} />}
    </AuthFrame>
  );
}

function PasswordPart({ token, facts }: { token: string; facts: InvitationFacts }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useDtoForm({
    dto: AcceptInvitation,
    values: { password: '' },
    toBody: ({ password }) => ({ token, password }),
  });
  const submit = async (body: AcceptInvitation) => {
    try {
      await api('POST', '/invitations/accept', { body, anonymous: true });
    } catch (error) {
      if (toApiError(error).status === 404) await client.resetQueries({ queryKey: ['invitation', token] });
      else showRefusal(form, error);
      return;
    }
    // Whoever was signed in here before may have seen other things.
    client.removeQueries();
    const session = await signIn(facts.email, body.password).catch(() => null);
    showToast('ok', t('invite.done'));
    if (session) client.setQueryData(queryKeys.session, session);
    await navigate(session ? '/' : '/sign-in', { replace: true });
  };
  return (
    <div className="stack">
      <Facts
        list
        facts={[
          { label: t('users.email'), value: facts.email },
          { label: t('users.role'), value: t(`role.${facts.role}`) },
          { label: t('users.sees'), value: facts.merchant_name ?? t('shell.allMerchants') },
        ]}
      />
      <FormFrame form={form} onSubmit={submit} submitLabel={t('invite.submit')} wide>
        {/* Tells password managers whose password this is. */}
        <input
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden="true"
          type="email"
          autoComplete="username"
          value={facts.email}
          readOnly
        />
        <PasswordField
          form={form}
          name="password"
          label={t('users.newPassword')}
          hint={t('users.passwordHint')}
          autoComplete="new-password"
        />
      </FormFrame>
    </div>
  );
}
