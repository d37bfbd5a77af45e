import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';
import { ConfirmDialog } from '../confirm-dialog';

/** Asks before typed work is lost: by a link, the back button, closing the tab, or (through `leave`) closing a drawer. */
export function useUnsavedGuard(dirty: boolean, onLeave: () => void) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  const blocked = blocker.state === 'blocked';
  const stay = () => {
    setAsking(false);
    if (blocked) blocker.reset();
  };
  const go = () => {
    setAsking(false);
    if (blocked) blocker.proceed();
    else onLeave();
  };
  const dialog = (
    <ConfirmDialog
      open={asking || blocked}
      title={t('form.unsavedTitle')}
      action={t('form.leave')}
      cancel={t('form.stay')}
      danger
      onConfirm={go}
      onCancel={stay}
    >
      {t('form.unsavedText')}
    </ConfirmDialog>
  );
  return { leave: () => (dirty ? setAsking(true) : onLeave()), dialog };
}
