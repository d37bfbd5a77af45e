import { PackageFiles, type ReceivedFile } from '@coffee/features/packages';
import { ValidationFailed } from '@coffee/platform/errors';
import { Injectable } from '@nestjs/common';
import { FormReader, type ReadForm } from '../http/form-reader';
import type { SessionRequest } from '../http/session';

export interface UploadedForm extends ReadForm<ReceivedFile> {
  file: ReceivedFile;
}

@Injectable()
export class UploadForm {
  private readonly reader: FormReader<ReceivedFile>;

  constructor(private readonly files: PackageFiles) {
    this.reader = new FormReader(files);
  }

  async read(request: SessionRequest): Promise<UploadedForm> {
    const { file, ...form } = await this.reader.read(request);
    if (!file) {
      throw new ValidationFailed([{ field: 'file', rule: 'isDefined', message: 'file is required' }]);
    }
    return { ...form, file };
  }

  discard(form: UploadedForm): Promise<void> {
    return this.files.remove(form.file.key);
  }
}
