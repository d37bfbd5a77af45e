import { useTranslation } from 'react-i18next';
import type { Invitation } from '@coffee/contract/users';
import { CopyId } from '../../ui/copy-id';
import { Drawer } from '../../ui/drawer';
import { Notice } from '../../ui/notice';
import { TimeText } from '../../ui/time-text';

interface Props {
  invitation: Invitation;
  email: string;
  onClose: () => void;
}

/** The link, while it can be seen: it is stored nowhere. */
export function InvitationLinkDrawer({ invitation, email, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer title={t('users.linkTitle')} open onClose={onClose}>
      <div className="stack">
        <Notice tone="major">{t('users.linkOnce')}</Notice>
        <div className="secret">
          <CopyId value={invitation.url} label={t('users.link')} />
        </div>
        <p className="mb-0">{t('users.linkHowTo', { email })}</p>
        <p className="meta mb-0">
          {t('users.linkUntil')} <TimeText at={invitation.expires_at} mode="full" />
        </p>
        <div>
          <button type="button" className="btn btn-primary" onClick={onClose}>
            {t('users.linkStored')}
          </button>
        </div>
      </div>
    </Drawer>
  );
}
