import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Invitation, User } from '@coffee/contract/users';
import { toApiError } from '../../api/api-error';
import { api } from '../../api/client';
import { queryKeys } from '../../api/query-keys';
import { Card } from '../../ui/card';
import { useNow } from '../../ui/clock';
import { ConfirmDialog } from '../../ui/confirm-dialog';
import { TimeText } from '../../ui/time-text';
import { showToast } from '../../ui/toasts';
import { InvitationLinkDrawer } from './invitation-link';

/** The link by which somebody sets a password: made, made anew, taken back. */
export function AccessCard({ user }: { user: User }) {
  const { t } = useTranslation();
  const now = useNow();
  const [made, setMade] = useState<Invitation | null>(null);
  const isOpen = user.invited_until !== null && Date.parse(user.invited_until) > now;
  return (
    <Card title={t('users.access')}>
      <div className="stack">
        <p className="mb-0">{t(user.invited ? 'users.accessInvited' : 'users.accessReset')}</p>
        {isOpen && (
          <p className="mb-0">
            {t('users.linkOpen')} <TimeText at={user.invited_until} mode="full" />
          </p>
        )}
        {!user.active && <p className="muted mb-0">{t('users.accessDisabled')}</p>}
        <div className="row-gap">
          <MakeLink user={user} isOpen={isOpen} onMade={setMade} />
          {isOpen && <Withdraw user={user} />}
        </div>
      </div>
      {made && <InvitationLinkDrawer invitation={made} email={user.email} onClose={() => setMade(null)} />}
    </Card>
  );
}

function MakeLink(props: { user: User; isOpen: boolean; onMade: (invitation: Invitation) => void }) {
  const { user, isOpen, onMade } = props;
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useLinkAct(
    () => api<Invitation>('POST', `/users/${user.id}/invitation`, { body: {} }),
    onMade,
  );
  const action = user.invited ? t('users.inviteAgain') : t('users.makeResetLink');
  const make = () => {
    setAsking(false);
    mutate();
  };
  return (
    <>
      <button
        type="button"
        className="btn btn-plain"
        disabled={isPending || !user.active}
        onClick={() => (isOpen ? setAsking(true) : make())}
      >
        {action}
      </button>
      <ConfirmDialog
        open={asking}
        title={action}
        action={action}
        onConfirm={make}
        onCancel={() => setAsking(false)}
      >
        <p className="mb-0">{t('users.linkReplaced')}</p>
      </ConfirmDialog>
    </>
  );
}

function Withdraw({ user }: { user: User }) {
  const { t } = useTranslation();
  const { mutate, isPending } = useLinkAct(
    () => api('DELETE', `/users/${user.id}/invitation`),
    () => showToast('ok', t('users.withdrawn')),
  );
  return (
    <button
      type="button"
      className="btn btn-plain btn-link-danger"
      disabled={isPending}
      onClick={() => mutate()}
    >
      {t('users.withdraw')}
    </button>
  );
}

function useLinkAct<T>(act: () => Promise<T>, onDone: (answer: T) => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: onDone,
    onError: (error) => {
      const { code, message } = toApiError(error);
      showToast('critical', t(`error.${code}`), message);
    },
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.users.all }),
  });
}
