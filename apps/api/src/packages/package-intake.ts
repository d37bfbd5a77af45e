import { BuildPackage, type Package, UploadPackage } from '@coffee/contract/packages';
import { PackagesService } from '@coffee/features/packages';
import type { Actor } from '@coffee/platform/context';
import { Injectable, type Type } from '@nestjs/common';
import { DtoPipe } from '../http/dto.pipe';
import { readJsonBody } from '../http/json-body';
import type { SessionRequest } from '../http/session';
import { UploadForm } from './upload-form';

const FORM = /^multipart\/form-data\b/i;
const JSON_RULES = { maxBytes: 1024 * 1024, maxKeys: 2_000, lenient: false };

/** A new package, by JSON or by a form. */
@Injectable()
export class PackageIntake {
  private readonly pipe = new DtoPipe();

  constructor(
    private readonly packages: PackagesService,
    private readonly form: UploadForm,
  ) {}

  async take(actor: Actor, request: SessionRequest): Promise<Package> {
    if (FORM.test(request.headers['content-type'] ?? '')) return this.upload(actor, request);
    const body = await this.check(await readJsonBody(request, JSON_RULES), BuildPackage);
    return this.packages.build(actor, body);
  }

  private async upload(actor: Actor, request: SessionRequest): Promise<Package> {
    const form = await this.form.read(request);
    const fields = await this.check(form.fields, UploadPackage).catch(async (error: unknown) => {
      await this.form.discard(form);
      throw error;
    });
    return this.packages.upload(actor, fields, form.file, form.fileName);
  }

  private async check<T extends object>(body: unknown, dto: Type<T>): Promise<T> {
    return (await this.pipe.transform(body, { type: 'body', metatype: dto })) as T;
  }
}
