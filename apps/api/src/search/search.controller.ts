import { SearchHit, SearchQuery } from '@coffee/contract/search';
import { SearchReader } from '@coffee/features/search';
import type { Actor } from '@coffee/platform/context';
import { Controller, Get, Query } from '@nestjs/common';
import { Answers, AnyRole, CurrentActor, Describe } from '../http';

@Controller('search')
@AnyRole()
export class SearchController {
  constructor(private readonly reader: SearchReader) {}

  @Get()
  @Describe(
    'Machines, orders, locations, users (for administrators), materials, recipes and packages: at most five of a kind, the closest first.',
  )
  @Answers(SearchHit, { array: true })
  search(@CurrentActor() actor: Actor, @Query() query: SearchQuery): Promise<SearchHit[]> {
    return this.reader.search(actor, query);
  }
}
