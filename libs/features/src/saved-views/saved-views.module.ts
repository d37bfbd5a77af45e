import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { SavedViews } from './saved-views.service';

@Module({ imports: [AuditModule], providers: [SavedViews], exports: [SavedViews] })
export class SavedViewsModule {}
