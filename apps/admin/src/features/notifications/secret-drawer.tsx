import { useTranslation } from 'react-i18next';
import { CopyId } from '../../ui/copy-id';
import { Drawer } from '../../ui/drawer';
import { Notice } from '../../ui/notice';

/** A webhook's secret, the one time that it can be seen. */
export function SecretDrawer({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer title={t('channels.secretTitle')} open onClose={onClose}>
      <div className="stack">
        <Notice tone="major">{t('channels.onceOnly')}</Notice>
        <div className="secret">
          <CopyId value={secret} label={t('channels.secret')} />
        </div>
        <p className="muted">{t('channels.secretHow')}</p>
        <div>
          <button type="button" className="btn btn-primary" onClick={onClose}>
            {t('channels.stored')}
          </button>
        </div>
      </div>
    </Drawer>
  );
}
