/** What a machine's installer needs to let it in: what the QR code on the admin's enrolment page holds. */
export interface EnrolmentCode {
  /** Address of the server, without a path: routes begin with `/api/v1`. */
  server_url: string;
  /** Goes into `X-Device-Token` of `POST /devices/register`. */
  enrolment_token: string;
  /** ISO 8601. Afterwards the token lets nobody in. */
  expires_at: string;
}

/** Stands in every code, so that an installer knows one from any other QR code. Raised when the shape changes. */
export const ENROLMENT_CODE_VERSION = 1;

/** One line of JSON: `{"coffee_enrolment":1,"server_url":…,"enrolment_token":…,"expires_at":…}`. */
export function writeEnrolmentCode({ server_url, enrolment_token, expires_at }: EnrolmentCode): string {
  return JSON.stringify({
    coffee_enrolment: ENROLMENT_CODE_VERSION,
    server_url,
    enrolment_token,
    expires_at,
  });
}

/** Null for what is no such code, or one of a version that this one does not know. Unknown keys are ignored. */
export function readEnrolmentCode(text: string): EnrolmentCode | null {
  const code = parseObject(text);
  if (code?.['coffee_enrolment'] !== ENROLMENT_CODE_VERSION) return null;
  const { server_url, enrolment_token, expires_at } = code;
  if (typeof enrolment_token !== 'string' || typeof expires_at !== 'string') return null;
  if (typeof server_url !== 'string' || !/^https?:\/\//.test(server_url)) return null;
  return { server_url, enrolment_token, expires_at };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
