import { StorageModule } from '@coffee/platform/storage';
import { Module } from '@nestjs/common';
import { ExportWriter } from './export-writer';

@Module({ imports: [StorageModule], providers: [ExportWriter], exports: [ExportWriter] })
export class ExportsModule {}
