export const TRANSPORT_FAULTS = [
  'TIMEOUT',
  'NO_CONNECTION',
  'NOT_SENT',
  'REDIRECTED',
  'ANSWER_TOO_LARGE',
  'ANSWER_GARBAGE',
  'ANSWER_UNTRUSTED',
] as const;
export type TransportFault = (typeof TRANSPORT_FAULTS)[number];

/**
 * No trustworthy answer came. Whether the provider acted is not known, except for NOT_SENT: no connection was made, so
 * nothing can have happened. The message holds nothing of what the other side sent.
 */
export class TransportFailure extends Error {
  constructor(
    readonly fault: TransportFault,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TransportFailure';
  }
}
