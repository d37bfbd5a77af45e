import { Message } from '@coffee/contract/auth';
import { CreateLocation, Location, LocationQuery, UpdateLocation } from '@coffee/contract/merchants';
import type { Page } from '@coffee/contract/paging';
import { LocationsReader, LocationsService } from '@coffee/features/merchants';
import type { Actor } from '@coffee/platform/context';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { Answers, AnyRole, Created, CurrentActor, IfMatch, IntegerId, Needs } from '../http';

@Controller('locations')
export class LocationsController {
  constructor(
    private readonly reader: LocationsReader,
    private readonly locations: LocationsService,
  ) {}

  @Get()
  @AnyRole()
  @Answers(Location, { page: true })
  list(@CurrentActor() actor: Actor, @Query() query: LocationQuery): Promise<Page<Location>> {
    return this.reader.list(actor, query);
  }

  @Post()
  @Needs('locations.manage')
  @Created()
  @Answers(Location)
  create(@CurrentActor() actor: Actor, @Body() body: CreateLocation): Promise<Location> {
    return this.locations.create(actor, body);
  }

  @Get(':id')
  @AnyRole()
  @Answers(Location)
  get(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Location> {
    return this.reader.get(actor, id);
  }

  @Patch(':id')
  @Needs('locations.manage')
  @Answers(Location)
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IntegerId) id: number,
    @Body() body: UpdateLocation,
    @IfMatch() version: number | undefined,
  ): Promise<Location> {
    return this.locations.update(actor, id, body, version);
  }

  /** Its machines stay, without a location. */
  @Delete(':id')
  @Needs('locations.manage')
  @Answers(Message)
  async remove(@CurrentActor() actor: Actor, @Param('id', IntegerId) id: number): Promise<Message> {
    await this.locations.remove(actor, id);
    return { message: 'Location deleted' };
  }
}
