import { Module } from '@nestjs/common';
import { SavedViews } from './saved-views.service';

@Module({ providers: [SavedViews], exports: [SavedViews] })
export class SavedViewsModule {}
