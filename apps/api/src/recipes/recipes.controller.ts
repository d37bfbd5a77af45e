import type { Page } from '@coffee/contract/paging';
import {
  CreateRecipe,
  Recipe,
  RecipeMachines,
  RecipeMachinesQuery,
  RecipeQuery,
  WriteRecipe,
} from '@coffee/contract/recipes';
import { PackageQuery, Package } from '@coffee/contract/packages';
import { PackagesReader } from '@coffee/features/packages';
import { RecipeMachinesReader, RecipesReader, RecipesService } from '@coffee/features/recipes';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, Describe, IfMatch, IntegerId, Needs } from '../http';

@Controller('recipes')
@AnyRole()
export class RecipesController {
  constructor(
    private readonly reader: RecipesReader,
    private readonly recipes: RecipesService,
    private readonly machinesReader: RecipeMachinesReader,
    private readonly packagesReader: PackagesReader,
  ) {}

  @Get()
  @Answers(Recipe, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: RecipeQuery): Promise<Page<Recipe>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Created()
  @Needs('recipes.manage')
  @Describe('A draft. The schema stands in the body itself or, just the same, in `schema`.')
  @Answers(Recipe, { status: 201 })
  create(@CurrentActor() actor: Actor, @Body() body: CreateRecipe): Promise<Recipe> {
    return this.recipes.create(actor, body);
  }

  @Get('packages')
  @Describe('The same list as `GET /packages`.')
  @Answers(Package, { page: true })
  packages(@CurrentActor() actor: Actor, @Query() query: PackageQuery): Promise<Page<Package>> {
    return this.packagesReader.list(actor, query);
  }

  @Get(':id')
  @Answers(Recipe)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Recipe> {
    return this.reader.get(actor, id);
  }

  @Put(':id')
  @Needs('recipes.manage')
  @Describe('Replaces the content of a draft; what was published never changes.')
  @Answers(Recipe)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: WriteRecipe,
    @IfMatch() version: number | undefined,
  ): Promise<Recipe> {
    return this.recipes.update(actor, id, body, version);
  }

  @Get(':id/machines')
  @Describe('Which of the active machines cannot make it, and why.')
  @Answers(RecipeMachines)
  machines(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Query() query: RecipeMachinesQuery,
  ): Promise<RecipeMachines> {
    return this.machinesReader.unable(actor, id, query);
  }

  @Post(':id/publish')
  @HttpCode(200)
  @Needs('recipes.manage')
  @Answers(Recipe)
  publish(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @IfMatch() version: number | undefined,
  ): Promise<Recipe> {
    return this.recipes.publish(actor, id, version);
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Needs('recipes.manage')
  @Answers(Recipe)
  archive(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @IfMatch() version: number | undefined,
  ): Promise<Recipe> {
    return this.recipes.archive(actor, id, version);
  }

  @Post(':id/new_version')
  @Created()
  @Needs('recipes.manage')
  @Describe('A draft with the content of any version, to go on from.')
  @Answers(Recipe, { status: 201 })
  newVersion(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Recipe> {
    return this.recipes.newVersion(actor, id);
  }
}
