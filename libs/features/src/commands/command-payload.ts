import { COMMAND_PAYLOADS, type CommandType } from '@coffee/contract/command-payloads';
import type { ValidationIssue } from '@coffee/contract/errors';
import { ValidationFailed } from '@coffee/platform/errors';
import { compileValidator, type Validated } from '@coffee/platform/validation';

type Payload = Record<string, unknown>;
type Validate = (body: unknown) => Validated<object>;

const VALIDATORS = new Map<string, Validate>(
  Object.entries(COMMAND_PAYLOADS).map(([type, dto]) => [type, compileValidator<object>(dto)]),
);
const DEFAULTS: Partial<Record<CommandType, Payload>> = {
  open_door: { duration_seconds: 60 },
  sync: { sync_types: ['status', 'materials'] },
};
const MAX_PAYLOAD_CHARACTERS = 16_384;

/** The payload of a type, checked by the type's own rules and with its defaults. */
export function readPayload(type: CommandType, given: Payload | undefined): Payload {
  const body = given ?? {};
  const result = VALIDATORS.get(type)?.(body);
  if (!result) throw new Error(`No payload is described for ${type}`);
  if (!result.ok) throw new ValidationFailed(issuesOf(body, result.issues));
  const stranger = Object.keys(body).find((key) => !Object.hasOwn(result.value, key));
  if (stranger !== undefined) throw broken(`payload.${stranger}`, 'whitelistValidation', 'is not known here');
  const payload: Payload = { ...DEFAULTS[type], ...withoutNulls(result.value) };
  const text = JSON.stringify(payload);
  if (text.length > MAX_PAYLOAD_CHARACTERS)
    throw broken('payload', 'maxLength', `must not exceed ${MAX_PAYLOAD_CHARACTERS} characters`);
  if (text.includes('\\u0000')) throw broken('payload', 'matches', 'must not contain NUL');
  return payload;
}

/** What is absent breaks all of its rules at once, and only one of them helps. */
function issuesOf(body: Payload, issues: readonly ValidationIssue[]): ValidationIssue[] {
  const absent = [...new Set(issues.map((issue) => issue.field))].filter((field) => isAbsent(body, field));
  return [
    ...absent.map((field) => issueOf(`payload.${field}`, 'isDefined', 'is required')),
    ...issues
      .filter((issue) => !absent.includes(issue.field))
      .map((issue) => ({ ...issue, field: `payload.${issue.field}` })),
  ];
}

function isAbsent(body: Payload, field: string): boolean {
  return !field.includes('.') && body[field] === undefined;
}

function withoutNulls(value: object): Payload {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null));
}

function broken(field: string, rule: string, message: string): ValidationFailed {
  return new ValidationFailed([issueOf(field, rule, message)]);
}

function issueOf(field: string, rule: string, message: string): ValidationIssue {
  return { field, rule, message: `${field} ${message}` };
}
