/** What we use of multer 2: the parser of forms that comes with Nest's Express platform. */
declare module 'multer' {
  import type { Readable } from 'node:stream';
  import type { RequestHandler } from 'express';

  interface IncomingFile {
    fieldname: string;
    originalname: string;
    stream: Readable;
  }
  interface StorageEngine {
    _handleFile(request: unknown, file: IncomingFile, done: (error: unknown, info?: object) => void): void;
    _removeFile(request: unknown, file: object, done: (error: unknown) => void): void;
  }
  interface Options {
    storage: StorageEngine;
    limits: { files: number; fields: number; fieldSize: number; parts: number };
    defParamCharset?: string;
  }
  interface Multer {
    single(field: string): RequestHandler;
  }
  function multer(options: Options): Multer;
  namespace multer {
    class MulterError extends Error {
      code: string;
    }
  }
  export = multer;
}
