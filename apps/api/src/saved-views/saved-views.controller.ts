import { Message } from '@coffee/contract/auth';
import { ChangeSavedView, CreateSavedView, SavedView, SavedViewQuery } from '@coffee/contract/saved-views';
import { SavedViews } from '@coffee/features/saved-views';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, IfMatch, IntegerId } from '../http';

/** Everybody keeps views, viewers too: they change nothing but how a list is seen. */
@Controller('saved_views')
@AnyRole()
export class SavedViewsController {
  constructor(private readonly views: SavedViews) {}

  /** One's own and the shared ones of the same merchant. */
  @Get()
  @Answers(SavedView, { array: true })
  list(@CurrentActor() actor: Actor, @Query() query: SavedViewQuery): Promise<SavedView[]> {
    return this.views.list(actor, query.list);
  }

  @Get(':id')
  @Answers(SavedView)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<SavedView> {
    return this.views.get(actor, id);
  }

  @Post()
  @Created()
  @Answers(SavedView, { status: 201 })
  create(@CurrentActor() actor: Actor, @Body() body: CreateSavedView): Promise<SavedView> {
    return this.views.create(actor, body);
  }

  /** One's own only; a shared view of somebody else is 404. */
  @Patch(':id')
  @Answers(SavedView)
  change(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: ChangeSavedView,
    @IfMatch() version?: number,
  ): Promise<SavedView> {
    return this.views.change(actor, id, body, version);
  }

  @Delete(':id')
  @Answers(Message)
  async remove(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Message> {
    await this.views.remove(actor, id);
    return { message: 'View deleted' };
  }
}
