import { PackageFiles, type ReceivedFile, UploadBroken } from '@coffee/features/packages';
import { DomainError, ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import type { RequestHandler } from 'express';
import multer from 'multer';
import type { SessionRequest } from '../http/session';

export interface UploadedForm {
  fields: Record<string, unknown>;
  file: ReceivedFile;
  /** As the sender calls it; for people, never a path. */
  fileName: string;
}

type Stored = Partial<{ received: ReceivedFile; originalname: string }>;

const LIMITS = { files: 1, fields: 10, fieldSize: 16_384, parts: 11 };

/** Reads a form whose file goes to disk while it comes. */
@Injectable()
export class UploadForm {
  private readonly parse: RequestHandler;

  constructor(private readonly files: PackageFiles) {
    this.parse = multer({
      storage: {
        _handleFile: (_request, file, done) => {
          files.receive(file.stream).then(
            (received) => done(null, { received }),
            (error: unknown) => done(error),
          );
        },
        _removeFile: (_request, file, done) => {
          const { received } = file as Stored;
          (received ? files.remove(received.key) : Promise.resolve()).then(() => done(null), done);
        },
      },
      limits: LIMITS,
      defParamCharset: 'utf8',
    }).single('file');
  }

  async read(request: SessionRequest): Promise<UploadedForm> {
    await this.run(request);
    const { received, originalname = '' } = (request as { file?: Stored }).file ?? {};
    if (!received) {
      throw new ValidationFailed([{ field: 'file', rule: 'isDefined', message: 'file is required' }]);
    }
    return { fields: { ...(request.body as object) }, file: received, fileName: nameOf(originalname) };
  }

  discard(form: UploadedForm): Promise<void> {
    return this.files.remove(form.file.key);
  }

  private run(request: SessionRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: unknown): void => {
        if (error === undefined || error === null) return resolve();
        // What is left of the body flows by, so that the client gets to read the answer.
        request.unpipe();
        request.resume();
        reject(error instanceof DomainError ? error : new UploadBroken('The form did not arrive whole'));
      };
      void this.parse(request, request.res as never, done);
    });
  }
}

const MAX_NAME = 200;

function nameOf(told: string): string {
  const plain = told
    .split(/[\\/]/)
    .at(-1)
    // eslint-disable-next-line no-control-regex -- the control characters are the point
    ?.replace(/[\u0000-\u001f\u007f"]/g, '')
    .trim()
    .slice(0, MAX_NAME);
  return plain ? plain : 'file';
}
