/** Bytes from `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * What a `Range` header asks of a file: null for the whole file (none is asked for, several are, or it is no byte range:
 * RFC 9110 lets a server ignore those), `unsatisfiable` when the file has no such bytes.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | null | 'unsatisfiable' {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  if (!parts) return null;
  const [first, last] = parts.slice(1).map((digits) => (digits === '' ? null : Number(digits)));
  if (typeof first === 'number') return fromByte(first, last ?? Infinity, size);
  return typeof last === 'number' ? lastBytes(last, size) : null;
}

function fromByte(start: number, end: number, size: number): ByteRange | null | 'unsatisfiable' {
  if (end < start) return null;
  return start < size ? { start, end: Math.min(end, size - 1) } : 'unsatisfiable';
}

function lastBytes(wanted: number, size: number): ByteRange | 'unsatisfiable' {
  const length = Math.min(wanted, size);
  return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
}
