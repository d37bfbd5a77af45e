import type { Response } from 'express';

const TYPES: Record<string, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A download that is made while it is sent. What breaks before its first byte is answered as any error is. */
export async function sendAsItComes(
  response: Response,
  name: string,
  write: () => Promise<unknown>,
): Promise<void> {
  response.attachment(name);
  response.setHeader('Content-Type', TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream');
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  try {
    await write();
    if (!response.writableEnded) response.end();
  } catch (error) {
    if (!response.headersSent && !response.destroyed) {
      response.removeHeader('Content-Disposition');
      throw error;
    }
    // Half a file must not look like a whole one. Whoever went away needs no answer.
    response.destroy();
  }
}
