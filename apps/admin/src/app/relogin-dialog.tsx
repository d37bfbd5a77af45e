import Modal from 'react-bootstrap/Modal';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Login } from '@coffee/contract/auth';
import { queryKeys } from '../api/query-keys';
import { signIn, useUser } from '../api/session';
import { FormFrame } from '../ui/forms/form-frame';
import { PasswordField, TextField } from '../ui/forms/inputs';
import { showRefusal, useDtoForm } from '../ui/forms/use-dto-form';

/** The session ended while somebody worked: the page stays, the refused request is sent again afterwards. */
export function ReloginDialog({ onDone }: { onDone: (renewed: boolean) => void }) {
  const { t } = useTranslation();
  const { id, email } = useUser();
  const client = useQueryClient();
  const form = useDtoForm({ dto: Login, values: { email, password: '' }, toBody: (values) => values });
  const submit = async (login: Login) => {
    try {
      const session = await signIn(login.email, login.password);
      // Another person: nothing of the first one's may stay on screen.
      if (session.user.id !== id) return window.location.assign('/');
      client.setQueryData(queryKeys.session, session);
      onDone(true);
    } catch (error) {
      showRefusal(form, error);
    }
  };
  return (
    <Modal
      show
      centered
      backdrop="static"
      keyboard={false}
      onHide={() => undefined}
      aria-label={t('signIn.againTitle')}
    >
      <Modal.Header>
        <Modal.Title as="h2">{t('signIn.againTitle')}</Modal.Title>
      </Modal.Header>
      <Modal.Body>
        <p className="muted">{t('signIn.againText')}</p>
        <FormFrame form={form} onSubmit={submit} submitLabel={t('signIn.submit')} wide>
          <TextField form={form} name="email" label={t('signIn.email')} autoComplete="username" disabled />
          <PasswordField
            form={form}
            name="password"
            label={t('signIn.password')}
            autoComplete="current-password"
          />
        </FormFrame>
        <a className="d-inline-block mt-3" href="/sign-in">
          {t('signIn.asSomebodyElse')}
        </a>
      </Modal.Body>
    </Modal>
  );
}
