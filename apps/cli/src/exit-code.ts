// nest-commander ends with 0 when a command throws, so every way out is decided here: 0 done, 1 failed, 2 wrong usage.
import { ConfigError } from '@coffee/platform/config';
import { DomainError, ValidationFailed, isDatabaseUnavailable } from '@coffee/platform/errors';
import { CommandFailed, UsageError } from './failures';

export interface Outcome {
  code: 0 | 1 | 2;
  /** What to say on standard error; null when it was said already. */
  message: string | null;
}

export function outcomeOf(error: unknown): Outcome {
  const commander = commanderExit(error);
  if (commander !== null) return { code: commander === 0 ? 0 : 2, message: null };
  if (error instanceof UsageError) return { code: 2, message: error.message };
  if (error instanceof ValidationFailed) return { code: 2, message: issuesOf(error) };
  return { code: 1, message: failureOf(error) };
}

/** A known failure in a sentence; anything else is a bug and shows where it is. */
function failureOf(error: unknown): string {
  if (error instanceof CommandFailed || error instanceof DomainError) return error.message;
  if (error instanceof ConfigError) return error.lines.join('\n');
  if (isDatabaseUnavailable(error)) return `The database cannot be reached: ${reasonOf(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Commander tells help, version and faults of usage by an error of its own, after it has printed them. */
function commanderExit(error: unknown): number | null {
  const { code, exitCode } = (error ?? {}) as { code?: unknown; exitCode?: unknown };
  return typeof code === 'string' && code.startsWith('commander.') ? Number(exitCode) : null;
}

function issuesOf(error: ValidationFailed): string {
  return error.issues.map((issue) => `${issue.field}: ${issue.message}`).join('\n');
}

/** A refused connection to several addresses of one name is an AggregateError without a message. */
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message?.trim() || code || 'no reason given';
}
