export { MAIL_TIMEOUT_MS, MailClient, type MailMessage } from './mail-client';
