import { useTranslation } from 'react-i18next';
import type { User } from '@coffee/contract/users';
import { useNow } from '../../ui/clock';
import { Badge } from '../../ui/status-mark';

/** Whether somebody can sign in, and if not, what is missing. */
export function UserBadge({ user }: { user: User }) {
  const { t } = useTranslation();
  const now = useNow();
  if (!user.active) return <Badge tone="neutral">{t('users.inactive')}</Badge>;
  if (!user.invited) return <Badge tone="ok">{t('users.active')}</Badge>;
  const isOpen = user.invited_until !== null && Date.parse(user.invited_until) > now;
  return isOpen ? (
    <Badge tone="busy">{t('users.invited')}</Badge>
  ) : (
    <Badge tone="minor">{t('users.invitationOver')}</Badge>
  );
}
