// What goes wrong, and when: per number of a refund or a payment, the same every time.
export const CALL_MODES = [
  'ok',
  'slow',
  /** Acts, then the connection breaks. */
  'actThenDrop',
  /** Acts, then never answers. */
  'actThenHang',
  'actThen5xx',
  /** The connection breaks before anything happens. */
  'failBefore',
  '5xx',
  'rateLimit',
  'insufficientFunds',
  'redirect',
  // From here on it acts, and the answer is not to be believed.
  'garbage',
  'badSignature',
  'signTest',
  'wrongSerial',
  'stale',
  'wrongAmount',
  'huge',
  'drip',
] as const;
export type CallMode = (typeof CALL_MODES)[number];

export const SETTLES = ['success', 'closed', 'abnormal', 'never'] as const;
export type Settles = (typeof SETTLES)[number];

export const NOTIFY_MODES = ['once', 'twice', 'early', 'late', 'never', 'outOfOrder', 'forged'] as const;
export type NotifyMode = (typeof NOTIFY_MODES)[number];

export interface Script {
  /** What the n-th refund call does; past the end `ok`. One with a star, as in `5xx*`, stays for ever. */
  refund: readonly string[];
  query: readonly string[];
  settles: Settles;
  /** Accepted first, and settled by the n-th query; 0 settles at once. */
  afterQueries: number;
  /** Or settled by itself after a time. */
  settleAfterMs: number | null;
  notify: NotifyMode;
}

const USUAL: Script = {
  refund: [],
  query: [],
  settles: 'success',
  afterQueries: 0,
  settleAfterMs: null,
  notify: 'once',
};
const BY_ITSELF_MS = 2000;

export function scriptOf(given: Partial<Script>): Script {
  const script = { ...USUAL, ...given };
  const faults = [
    ...[...script.refund, ...script.query].filter((mode) => !isCallMode(mode.replace(/\*$/, ''))),
    ...(SETTLES.includes(script.settles) ? [] : [script.settles]),
    ...(NOTIFY_MODES.includes(script.notify) ? [] : [script.notify]),
  ];
  if (faults.length > 0) throw new Error(`no such mode: ${faults.join(', ')}`);
  const opensFirst = script.settles !== 'success' && given.afterQueries === undefined;
  return opensFirst ? { ...script, afterQueries: 1 } : script;
}

/**
 * A number may say itself what happens to it, for people who play: after `sb` come words between dots, as in
 * `ORD-7.sb.actThenDrop.twice`. Null when it says nothing.
 */
export function scriptIn(number: string): Script | null {
  const words = /(?:^|[._:-])sb\.([A-Za-z0-9.]+)$/.exec(number)?.[1]?.split('.');
  if (!words) return null;
  const settles = SETTLES.find((word) => words.includes(word));
  const notify = NOTIFY_MODES.find((word) => words.includes(word) && word !== 'never');
  const isOpen = words.includes('processing') || (settles !== undefined && settles !== 'success');
  return scriptOf({
    refund: words.filter(isCallMode),
    ...(settles ? { settles } : {}),
    ...(words.includes('unnotified') ? { notify: 'never' as const } : notify ? { notify } : {}),
    ...(isOpen ? { afterQueries: Infinity, settleAfterMs: BY_ITSELF_MS } : {}),
  });
}

export const usualScript: Script = USUAL;

export function modeOf(modes: readonly string[], call: number): CallMode {
  const last = modes.at(-1);
  const mode = modes[call - 1] ?? (last?.endsWith('*') ? last : 'ok');
  return mode.replace(/\*$/, '') as CallMode;
}

function isCallMode(word: string): boolean {
  return (CALL_MODES as readonly string[]).includes(word);
}
