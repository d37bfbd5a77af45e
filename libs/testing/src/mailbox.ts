import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail as it came, decoded as far as specs look at it. */
export interface ReceivedMail {
  to: string[];
  from: string;
  subject: string;
  messageId: string;
  /** Headers and body as they were sent. */
  raw: string;
  text: string;
}

/** A mail server on loopback. */
export class Mailbox {
  readonly mails: ReceivedMail[] = [];
  /** An SMTP status that mailboxes are refused with; null: all are taken. */
  refusal: number | null = null;

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<Mailbox> {
    const mailbox: { it?: Mailbox } = {};
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onRcptTo: (_address, _session, callback) => {
        const code = mailbox.it?.refusal ?? null;
        callback(
          code === null ? null : Object.assign(new Error('No such mailbox here'), { responseCode: code }),
        );
      },
      onData: (stream, session, callback) => {
        void text(stream).then((raw) => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom ? mailFrom.address : '';
          mailbox.it?.mails.push(
            read(
              raw,
              from,
              rcptTo.map(({ address }) => address),
            ),
          );
          callback(null);
        });
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return (mailbox.it = new Mailbox(server));
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

function read(raw: string, from: string, to: string[]): ReceivedMail {
  const split = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, split).replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  return {
    to,
    from,
    subject: decodeWords(header('Subject')),
    messageId: header('Message-ID'),
    raw,
    text: decodeBody(raw.slice(split + 4), header('Content-Transfer-Encoding')),
  };
}

/** Encoded words of RFC 2047, in UTF-8. */
function decodeWords(value: string): string {
  return value.replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=\s*/gi, (_all, kind: string, coded: string) =>
    kind.toUpperCase() === 'B'
      ? Buffer.from(coded, 'base64').toString('utf8')
      : decodeQuoted(coded.replaceAll('_', ' ')),
  );
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r\n/g, '')) : body;
}

function decodeQuoted(value: string): string {
  const bytes = value.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
