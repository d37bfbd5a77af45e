import { LIVE_EVENTS, type LiveEventData, type LiveEventName, type LiveTopic } from '@coffee/contract/live';

export const LIVE_STREAM = 'live';
/** About an hour of a busy fleet; who was away longer starts over with a reset. */
export const LIVE_STREAM_LENGTH = 50_000;

/** What happened, as it travels from the process that did it to every browser that may see it. */
export type LiveEvent = {
  [Name in LiveEventName]: {
    id: string;
    event: Name;
    topic: LiveTopic;
    /** Null: only people who see every merchant. */
    merchantId: number | null;
    data: LiveEventData[Name];
  };
}[LiveEventName];

/** Stands in the stream where a process had to drop events: what it did is stored, but nobody was told. */
export const GAP_FIELDS = ['event', 'gap'];

export function isGap([, fields]: StreamEntry): boolean {
  return fields[0] === GAP_FIELDS[0] && fields[1] === GAP_FIELDS[1];
}

/** Somebody's sessions were ended: streams that they opened are to be looked at now. Says nothing about whom. */
export const SESSIONS_ENDED_FIELDS = ['event', 'sessions-ended'];

export function isSessionsEnded([, fields]: StreamEntry): boolean {
  return fields[0] === SESSIONS_ENDED_FIELDS[0] && fields[1] === SESSIONS_ENDED_FIELDS[1];
}

export type StreamEntry = [id: string, fields: string[]];

export function toFields(event: LiveEventName, merchantId: number | null, data: unknown): string[] {
  return [
    'event',
    event,
    'merchant_id',
    merchantId === null ? '' : String(merchantId),
    'data',
    JSON.stringify(data),
  ];
}

/** Null for what another version wrote and this one does not know. */
export function fromEntry([id, fields]: StreamEntry): LiveEvent | null {
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) values.set(fields[at] ?? '', fields[at + 1] ?? '');
  const event = values.get('event') ?? '';
  const merchant = values.get('merchant_id');
  if (!isKnown(event)) return null;
  const data = parseJson(values.get('data'));
  if (data === undefined) return null;
  return {
    id,
    event,
    topic: LIVE_EVENTS[event],
    merchantId: merchant ? Number(merchant) : null,
    data,
  } as LiveEvent;
}

function isKnown(event: string): event is LiveEventName {
  return Object.hasOwn(LIVE_EVENTS, event);
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
