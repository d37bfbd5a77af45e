import { type ImportAnswer, ImportFileOptions, ImportMaterials } from '@coffee/contract/materials';
import { type ImportFile, ImportFiles, MaterialImports, type ImportOrder } from '@coffee/features/materials';
import { Config } from '@coffee/platform/config';
import type { Actor } from '@coffee/platform/context';
import { InvalidArgument, InvalidFormat, ValidationFailed } from '@coffee/platform/errors';
import { Injectable, type Type } from '@nestjs/common';
import { DtoPipe } from '../http/dto.pipe';
import { FormReader } from '../http/form-reader';
import { readJsonBody } from '../http/json-body';
import type { SessionRequest } from '../http/session';

const FORM = /^multipart\/form-data\b/i;
const JSON_TYPE = /^application\/json\b/i;
const FILE =
  /^(text\/csv|application\/csv|text\/plain|application\/vnd\.(ms-excel|openxmlformats-officedocument\.spreadsheetml\.sheet))\b/i;
/** A long list is parsed in one piece: files are read row by row and may be longer. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;
const MAX_JSON_KEYS = 1_000_000;

/** Rows to import, however they come. */
@Injectable()
export class ImportIntake {
  private readonly pipe = new DtoPipe();
  private readonly form: FormReader<ImportFile>;

  constructor(
    private readonly imports: MaterialImports,
    private readonly files: ImportFiles,
    private readonly config: Config,
  ) {
    this.form = new FormReader(files);
  }

  take(
    actor: Actor,
    request: SessionRequest,
    options: ImportFileOptions,
    idempotencyKey: string | undefined,
  ): Promise<ImportAnswer> {
    const type = request.headers['content-type'] ?? '';
    const order = { ...toldBy(options), idempotencyKey };
    if (FORM.test(type)) return this.takeForm(actor, request, order);
    if (JSON_TYPE.test(type)) return this.takeJson(actor, request, order);
    if (FILE.test(type)) return this.takeBody(actor, request, order);
    throw new InvalidFormat('Send text/csv, a form with the file in `file`, or application/json');
  }

  private async takeForm(actor: Actor, request: SessionRequest, order: Unnamed): Promise<ImportAnswer> {
    const { file, fields, fileName } = await this.form.read(request);
    if (!file)
      throw new ValidationFailed([{ field: 'file', rule: 'isDefined', message: 'file is required' }]);
    const options = await this.check(fields, ImportFileOptions).catch(async (error: unknown) => {
      await this.files.remove(file.key);
      throw error;
    });
    return this.imports.takeFile(actor, file, { ...merged(order, options), name: fileName });
  }

  private async takeJson(actor: Actor, request: SessionRequest, order: Unnamed): Promise<ImportAnswer> {
    if (order.mapping) {
      const message = 'mapping is for files: objects name their fields themselves';
      throw new InvalidArgument(message, { details: { field: 'mapping', message } });
    }
    const maxBytes = Math.min(MAX_JSON_BYTES, this.config.importMaxBytes);
    const body = await readJsonBody(request, { maxBytes, maxKeys: MAX_JSON_KEYS, lenient: false });
    const { materials, ...options } = await this.check(body, ImportMaterials);
    return this.imports.takeList(actor, materials, { ...merged(order, options), name: 'materials.json' });
  }

  private async takeBody(actor: Actor, request: SessionRequest, order: Unnamed): Promise<ImportAnswer> {
    const { 'content-encoding': encoding = 'identity' } = request.headers;
    if (encoding !== 'identity') throw new InvalidFormat('The body must not be compressed');
    // What is left of a body that is refused flows by unread.
    const file = await this.files.receive(request).finally(() => request.resume());
    return this.imports.takeFile(actor, file, { ...order, name: 'materials.csv' });
  }

  private async check<T extends object>(body: unknown, dto: Type<T>): Promise<T> {
    return (await this.pipe.transform(body, { type: 'body', metatype: dto })) as T;
  }
}

type Unnamed = Omit<ImportOrder, 'name'>;

function toldBy({
  overwrite_existing: overwrite = false,
  dry_run: dryRun = false,
  mapping,
}: ImportFileOptions): Omit<Unnamed, 'idempotencyKey'> {
  return { overwrite, dryRun, mapping };
}

/** What the body says counts; the query is for bodies that cannot say anything. */
function merged(order: Unnamed, options: ImportFileOptions): Unnamed {
  const { overwrite_existing: overwrite = order.overwrite, dry_run: dryRun = order.dryRun } = options;
  return { ...order, overwrite, dryRun, mapping: options.mapping ?? order.mapping };
}
