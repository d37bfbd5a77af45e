import type { Request, Response } from 'express';

interface StoredFile {
  path: string;
  /** What it is saved as. */
  name: string;
  sha256: string;
}

/** Sends a file of the storage as a download: ranges, `If-Range`, `If-None-Match`. Its hash names the content. */
export async function sendStoredFile(file: StoredFile, request: Request, response: Response): Promise<void> {
  response.attachment(file.name);
  response.setHeader('ETag', `"${file.sha256}"`);
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  await new Promise<void>((resolve, reject) => {
    const options = { cacheControl: false, dotfiles: 'allow' } as const;
    response.sendFile(file.path, options, (error) => {
      // Whoever went away in the middle needs no answer.
      if (!error || response.headersSent || request.destroyed) resolve();
      else reject(error);
    });
  });
}
