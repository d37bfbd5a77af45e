import { Message } from '@coffee/contract/auth';
import {
  CreateMaterial,
  Material,
  MaterialQuery,
  MaterialUsage,
  UpdateMaterial,
} from '@coffee/contract/materials';
import type { Page } from '@coffee/contract/paging';
import { MaterialsReader, MaterialsService } from '@coffee/features/materials';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, Describe, IfMatch, IntegerId, Needs } from '../http';

@Controller('materials')
@AnyRole()
export class MaterialsController {
  constructor(
    private readonly reader: MaterialsReader,
    private readonly materials: MaterialsService,
  ) {}

  @Get()
  @Answers(Material, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: MaterialQuery): Promise<Page<Material>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Created()
  @Needs('materials.manage')
  @Describe(
    'The dictionary is one for all merchants: a user of a single merchant reads it and changes nothing.',
  )
  @Answers(Material)
  create(@CurrentActor() actor: Actor, @Body() body: CreateMaterial): Promise<Material> {
    return this.materials.create(actor, body);
  }

  @Get(':id')
  @Answers(Material)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Material> {
    return this.reader.get(actor, id);
  }

  @Get(':id/usage')
  @Describe('What the bins of the machines within reach hold of it.')
  @Answers(MaterialUsage)
  usage(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<MaterialUsage> {
    return this.reader.usage(actor, id);
  }

  @Put(':id')
  @Needs('materials.manage')
  @Describe('What is absent stays; null clears density and cost. The code cannot be changed.')
  @Answers(Material)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: UpdateMaterial,
    @IfMatch() version: number | undefined,
  ): Promise<Material> {
    return this.materials.update(actor, id, body, version);
  }

  @Delete(':id')
  @Needs('materials.manage')
  @Describe('Only one that no bin and no recipe names; else CONFLICT: disable it instead.')
  @Answers(Message)
  async remove(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Message> {
    await this.materials.remove(actor, id);
    return { message: 'Material deleted' };
  }
}
