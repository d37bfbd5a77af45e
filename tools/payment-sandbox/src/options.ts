import { parseArgs } from 'node:util';

export interface SandboxOptions {
  /** 0 takes any that is free. */
  port: number;
  /** Folder of keys and ledger; survives restarts. */
  state: string;
  /** Where notifications go, null for nowhere. WeChat Pay's go where the refund says. */
  notify: string | null;
  /** Payments that nobody registered do not exist. */
  strict: boolean;
  slowMs: number;
  lateMs: number;
}

/** The arguments make no sense; `message` says why. */
export class UsageError extends Error {}

export const USAGE = `usage: payment-sandbox [options]
  --port N       on 127.0.0.1; 0 is any that is free (0)
  --state DIR    folder of keys and ledger (.state/payment-sandbox)
  --notify URL   the API that Alipay's and Stripe's notifications go to
  --strict       payments must be registered over the control API
  --slow-ms N    how long a slow answer takes (2000)
  --late-ms N    how late a late notification is (3000)
  --help`;

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;
const OPTIONS = {
  port: TEXT,
  state: TEXT,
  notify: TEXT,
  strict: FLAG,
  'slow-ms': TEXT,
  'late-ms': TEXT,
  help: FLAG,
};

/** Null when help is asked for. Throws `UsageError`. */
export function readOptions(args: string[]): SandboxOptions | null {
  const given = parse(args);
  if (given.help) return null;
  return {
    port: whole('port', given.port ?? '0', 65_535),
    state: given.state ?? '.state/payment-sandbox',
    notify: given.notify === undefined ? null : address(given.notify),
    strict: given.strict ?? false,
    slowMs: whole('slow-ms', given['slow-ms'] ?? '2000', 60_000),
    lateMs: whole('late-ms', given['late-ms'] ?? '3000', 60_000),
  };
}

function parse(args: string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function whole(name: string, text: string, high: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) <= high) return Number(text);
  throw new UsageError(`--${name} must be a whole number up to ${high}, not "${text}"`);
}

function address(url: string): string {
  const isHttp = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isHttp) throw new UsageError(`--notify ${url} is not an HTTP address`);
  return url.replace(/\/+$/, '');
}
