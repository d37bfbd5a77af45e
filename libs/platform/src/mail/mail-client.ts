import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { Config } from '../config';
import { NOT_SENT, SENT, type SendOutcome } from '../webhooks';

const CONNECT_MS = 5_000;
const IDLE_MS = 10_000;
/** The longest that one message takes, for who holds a lease meanwhile. */
export const MAIL_TIMEOUT_MS = 20_000;
const MAX_TOLD = 200;

export interface MailMessage {
  to: string;
  /** The same at every attempt, so that a mailbox shows it once. */
  messageId: string;
  subject: string;
  text: string;
  language: string;
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
}

/** E-mail by the server of SMTP_URL. */
@Injectable()
export class MailClient {
  constructor(private readonly config: Config) {}

  get isConfigured(): boolean {
    return this.config.smtp !== null;
  }

  /** Never throws. */
  async send({ to, messageId, subject, text, language }: MailMessage): Promise<SendOutcome> {
    const { smtp } = this.config;
    if (smtp === null) return NOT_SENT('NOT_CONFIGURED', 'SMTP_URL and MAIL_FROM are not set on the server');
    const transport = createTransport({
      url: smtp.url,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: IDLE_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const headers = { 'Auto-Submitted': 'auto-generated', 'Content-Language': language };
      const host = /@([^\s>]+)/.exec(smtp.from)?.[1] ?? 'localhost';
      const sent = within(
        transport.sendMail({
          from: smtp.from,
          to,
          subject,
          text,
          headers,
          messageId: `<${messageId}@${host}>`,
        }),
      );
      return SENT(statusOf((await sent).response));
    } catch (error) {
      return failureOf(error as SmtpError);
    } finally {
      transport.close();
    }
  }
}

/** A server that drips its answers would keep the message for longer than any lease. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error: SmtpError = Object.assign(new Error('late'), { code: 'ETIMEDOUT' });
    timer = setTimeout(() => reject(error), MAIL_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function statusOf(response: unknown): number | null {
  const digits = typeof response === 'string' ? /^\d{3}/.exec(response)?.[0] : undefined;
  return digits === undefined ? null : Number(digits);
}

function failureOf({ code = '', responseCode, response }: SmtpError): SendOutcome {
  if (responseCode !== undefined) {
    const told = (response ?? '').slice(0, MAX_TOLD);
    // Such a mailbox will not be there in an hour either; a refused sign-in is for people to mend.
    const isFinal = code === 'EENVELOPE' && responseCode >= 500;
    return NOT_SENT('MAIL_REFUSED', `The mail server answered ${told || responseCode}`, {
      statusCode: responseCode,
      isFinal,
    });
  }
  if (code === 'ETIMEDOUT') return NOT_SENT('TIMEOUT', 'The mail server did not answer in time');
  if (code === 'EDNS') return NOT_SENT('NAME_NOT_FOUND', 'The name of the mail server is not known');
  if (code === 'ETLS')
    return NOT_SENT('TLS_FAILED', 'The certificate or the TLS of the mail server is not valid');
  if (code === 'EAUTH') return NOT_SENT('MAIL_REFUSED', 'The mail server refused the sign-in');
  return NOT_SENT('CONNECTION_FAILED', 'The connection to the mail server failed');
}
