import { readFileSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown once, with a line for each wrong variable. Lines never hold a value that may be a secret. */
export class ConfigError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`The configuration is not valid:\n${lines.join('\n')}`);
    this.name = 'ConfigError';
  }
}

interface IntegerRule {
  min: number;
  max: number;
}

/** Reads typed values and collects what is wrong instead of stopping at the first fault. */
export class EnvReader {
  private readonly faults: string[] = [];

  constructor(private readonly env: Environment) {}

  /** An empty variable counts as absent: compose files pass `${NAME:-}`. */
  optional(name: string): string | null {
    const value = this.env[name]?.trim();
    return value ? value : null;
  }

  text(name: string, fallback: string): string {
    return this.optional(name) ?? fallback;
  }

  /** `NAME`, or the content of the file that `NAME_FILE` names (Docker and Kubernetes secrets). */
  secret(name: string): string | null {
    const file = this.optional(`${name}_FILE`);
    if (file === null) return this.optional(name);
    if (this.optional(name) !== null)
      return this.fault(name, `give either ${name} or ${name}_FILE, not both`, null);
    try {
      return readFileSync(file, 'utf8').trim() || this.fault(`${name}_FILE`, 'the file is empty', null);
    } catch {
      return this.fault(`${name}_FILE`, 'the file cannot be read', null);
    }
  }

  integer(name: string, fallback: number, { min, max }: IntegerRule): number {
    const raw = this.optional(name);
    if (raw === null) return fallback;
    const value = /^\d{1,15}$/.test(raw) ? Number(raw) : NaN;
    if (value >= min && value <= max) return value;
    return this.fault(name, `must be a whole number from ${min} to ${max}`, fallback);
  }

  flag(name: string, fallback: boolean): boolean {
    const raw = this.optional(name)?.toLowerCase();
    if (raw === undefined) return fallback;
    if (['true', '1', 'yes', 'on'].includes(raw)) return true;
    if (['false', '0', 'no', 'off'].includes(raw)) return false;
    return this.fault(name, 'must be true or false', fallback);
  }

  choice<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const raw = this.optional(name);
    if (raw === null) return fallback;
    const found = values.find((value) => value === raw);
    return found ?? this.fault(name, `must be one of ${values.join(', ')}`, fallback);
  }

  /** The value passes through; a broken one is a fault told by `problem` (null means fine). */
  checked(name: string, value: string, problem: (value: string) => string | null): string {
    const told = problem(value);
    return told === null ? value : this.fault(name, told, value);
  }

  fault<T>(name: string, problem: string, instead: T): T {
    this.faults.push(`${name}: ${problem}`);
    return instead;
  }

  throwIfFaulty(): void {
    if (this.faults.length > 0) throw new ConfigError([...this.faults]);
  }
}
