import { Material, MaterialQuery } from '@coffee/contract/materials';
import type { Page } from '@coffee/contract/paging';
import { MaterialsReader } from '@coffee/features/materials';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor } from '../http';

@Controller('materials')
@AnyRole()
export class MaterialsController {
  constructor(private readonly reader: MaterialsReader) {}

  @Get()
  @Answers(Material, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: MaterialQuery): Promise<Page<Material>> {
    return this.reader.list(actor, query);
  }
}
