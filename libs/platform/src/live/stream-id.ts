/** Ids of a Redis stream: milliseconds, a dash, a sequence number within them. */
export const FIRST_STREAM_ID = '0-0';

const FORM = /^(\d{1,20})-(\d{1,20})$/;

export function isStreamId(value: string): boolean {
  return FORM.test(value);
}

/** Below zero when `left` is older, zero when equal. Both must be stream ids. */
export function compareStreamIds(left: string, right: string): number {
  const [leftMs, leftSeq] = parse(left);
  const [rightMs, rightSeq] = parse(right);
  if (leftMs !== rightMs) return leftMs < rightMs ? -1 : 1;
  if (leftSeq === rightSeq) return 0;
  return leftSeq < rightSeq ? -1 : 1;
}

function parse(id: string): [bigint, bigint] {
  const match = FORM.exec(id);
  if (!match) throw new TypeError('Not a stream id');
  return [BigInt(match[1] ?? 0), BigInt(match[2] ?? 0)];
}
