import { DomainError, InvalidFormat, ValidationFailed } from '@coffee/platform/errors';
import type { RequestHandler } from 'express';
import multer from 'multer';
import type { Readable } from 'node:stream';
import type { SessionRequest } from './session';

/** Where the file of a form goes while it comes. */
interface FormFiles<F extends { key: string }> {
  receive(source: Readable): Promise<F>;
  remove(key: string): Promise<void>;
}

export interface ReadForm<F> {
  fields: Record<string, unknown>;
  /** What came in `file`; null when nothing did. */
  file: F | null;
  /** As the sender calls it; for people, never a path. */
  fileName: string;
}

type Stored<F> = Partial<{ received: F; originalname: string }>;

const LIMITS = { files: 1, fields: 10, fieldSize: 16_384, parts: 11 };

/** Reads a form whose file goes to disk while it comes. */
export class FormReader<F extends { key: string }> {
  private readonly parse: RequestHandler;

  constructor(files: FormFiles<F>) {
    this.parse = multer({
      storage: {
        _handleFile: (_request, file, done) => {
          files.receive(file.stream).then(
            (received) => done(null, { received }),
            (error: unknown) => done(error),
          );
        },
        _removeFile: (_request, file, done) => {
          const { received } = file as Stored<F>;
          (received ? files.remove(received.key) : Promise.resolve()).then(() => done(null), done);
        },
      },
      limits: LIMITS,
      defParamCharset: 'utf8',
    }).single('file');
  }

  async read(request: SessionRequest): Promise<ReadForm<F>> {
    await this.run(request);
    const { received = null, originalname = '' } = (request as { file?: Stored<F> }).file ?? {};
    return { fields: { ...(request.body as object) }, file: received, fileName: nameOf(originalname) };
  }

  private run(request: SessionRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: unknown): void => {
        if (error === undefined || error === null) return resolve();
        // What is left of the body flows by, so that the client gets to read the answer.
        request.unpipe();
        request.resume();
        reject(error instanceof DomainError ? error : refusalOf(error));
      };
      void this.parse(request, request.res as never, done);
    });
  }
}

function refusalOf(error: unknown): DomainError {
  const { code, field } = error as Partial<Record<'code' | 'field', string>>;
  if (code !== 'LIMIT_FIELD_VALUE' || !field) return new InvalidFormat('The form did not arrive whole');
  const message = `${field} has more than ${LIMITS.fieldSize} bytes`;
  return new ValidationFailed([{ field, rule: 'maxLength', message }]);
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
