import { ImportFiles } from '@coffee/features/materials';
import { Every } from '@coffee/platform/schedule';
import { Injectable } from '@nestjs/common';

@Injectable()
export class MaterialsSchedule {
  constructor(private readonly files: ImportFiles) {}

  @Every({ name: 'purge-import-files', seconds: 3_600 })
  async purge(): Promise<void> {
    await this.files.purge();
  }
}
