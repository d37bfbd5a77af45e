import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { RecipeMachinesReader } from './recipe-machines.reader';
import { RecipesReader } from './recipes.reader';
import { RecipesService } from './recipes.service';

const PROVIDERS = [RecipeMachinesReader, RecipesReader, RecipesService];

@Module({ imports: [AuditModule], providers: PROVIDERS, exports: PROVIDERS })
export class RecipesModule {}
