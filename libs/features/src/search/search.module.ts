import { Module } from '@nestjs/common';
import { SearchReader } from './search.reader';

@Module({ providers: [SearchReader], exports: [SearchReader] })
export class SearchModule {}
