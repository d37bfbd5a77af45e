import { parseArgs } from 'node:util';

export interface SimulatorOptions {
  url: string;
  devices: number;
  /** How many times faster than life. */
  speed: number;
  seed: number;
  /** Folder of queues, tokens and stock; survives restarts. */
  state: string;
  prefix: string;
  /** Seconds, null for ever. */
  duration: number | null;
  enrolmentToken: string | null;
  /** The share of commands that fail, are rejected or meet a power cut. */
  commandTrouble: number;
  /** Events per second over the whole fleet instead of the day's rhythm. */
  rate: number | null;
  /** Days whose sales are printed instead, without a server; null: the fleet lives. */
  plan: number | null;
}

/** The arguments make no sense; `message` says why. */
export class UsageError extends Error {}

export const USAGE = `usage: simulator [options]
  --url URL                of the server (http://localhost:5000)
  --devices N              machines: 1 to 20000 (20)
  --speed X                times faster than life: 0.1 to 3600 (1)
  --seed S                 whole number; the same seed, the same fleet (1)
  --state DIR              folder of queues, tokens and stock (.state/simulator)
  --prefix TEXT            of the machines' ids (CM-)
  --duration SECONDS       stop after so long
  --enrolment-token TOKEN  lets new machines in where tokens are asked for
  --command-trouble X      share of commands that go wrong: 0 to 1 (0.06)
  --rate R                 about R events a second over the fleet, without rhythm and mishaps
  --plan DAYS              print what the fleet sold in the last days, as lines of JSON, and end; no server is asked
  --help`;

const TEXT = { type: 'string' } as const;
const OPTIONS = {
  url: TEXT,
  devices: TEXT,
  speed: TEXT,
  seed: TEXT,
  state: TEXT,
  prefix: TEXT,
  duration: TEXT,
  'enrolment-token': TEXT,
  'command-trouble': TEXT,
  rate: TEXT,
  plan: TEXT,
  help: { type: 'boolean' },
} as const;

const DEFAULTS = {
  url: 'http://localhost:5000',
  devices: '20',
  speed: '1',
  seed: '1',
  state: '.state/simulator',
  prefix: 'CM-',
  'command-trouble': '0.06',
};

/** Null when help is asked for. Throws `UsageError`. */
export function readOptions(args: string[]): SimulatorOptions | null {
  const given = parse(args);
  if (given.help) return null;
  const values = { ...DEFAULTS, ...given };
  return {
    url: address(values.url),
    prefix: idPrefix(values.prefix),
    devices: whole('devices', values.devices, 1, 20_000),
    speed: number('speed', values.speed, 0.1, 3600),
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
    state: values.state,
    duration: optional(values.duration, (text) => number('duration', text, 0, 1e6)),
    enrolmentToken: values['enrolment-token'] ?? null,
    commandTrouble: number('command-trouble', values['command-trouble'], 0, 1),
    plan: optional(values.plan, (text) => number('plan', text, 0.1, 60)),
    rate: optional(values.rate, (text) => number('rate', text, 0.01, 100_000)),
  };
}

function optional<Value>(text: string | undefined, read: (text: string) => Value): Value | null {
  return text === undefined ? null : read(text);
}

function address(url: string): string {
  const isHttp = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isHttp) throw new UsageError(`--url ${url} is not an HTTP address`);
  return url;
}

function idPrefix(prefix: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,50}$/.test(prefix))
    throw new UsageError(`--prefix ${prefix} makes no device id`);
  return prefix;
}

function parse(args: string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function number(name: string, text: string, low: number, high: number): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= low && value <= high))
    throw new UsageError(`--${name} must be from ${low} to ${high}, not "${text}"`);
  return value;
}

function whole(name: string, text: string, low: number, high: number): number {
  const value = number(name, text, low, high);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} must be a whole number, not "${text}"`);
  return value;
}
